import type { CompiledQuery, Kysely, Transaction } from 'kysely';
import type { BankDatabase } from './database.ts';
import { changeState, writeEvent } from './licence-events.ts';
import { type LicenceFacts, lockLicence, readFacts, type ShowingRecord } from './licence-facts.ts';
import type { LicenceRules } from './licence-rules.ts';
import { parseRow } from './rows.ts';
import { beginShowing, recordFirstPlayback, readShowing } from './showings.ts';
import type { BankTables } from './tables.ts';
import { compileFindViewing, type ViewingRecord, viewingRowSchema } from './viewing-record.ts';

export type { ViewingRecord } from './viewing-record.ts';

/** The largest number that an integer column of every engine holds; some 6.6 hours of ticks. */
const MAX_TICKS = 2 ** 31 - 1;

export interface NewViewing {
  /** Also the name of the showing that it begins, if it resumes none. */
  readonly viewingId: string;
  readonly orderId: string;
  readonly deviceId: string;
  readonly now: string;
}

/** Players that play, and what they were given. Each call is one transaction that asks the rules and writes. */
export class Viewings {
  readonly #database: BankDatabase;
  readonly #rules: LicenceRules;
  readonly #findViewing: CompiledQuery;

  constructor(database: BankDatabase, rules: LicenceRules) {
    this.#database = database;
    this.#rules = rules;
    this.#findViewing = compileFindViewing(database.db);
  }

  /**
   * Opens a viewing if the rules admit it, for a device that has proved that it holds the disc. However many ask at once,
   * each is decided on what the one before has left.
   *
   * Holds afterwards: the licence is active and knows when it was first played, the device is one of its devices, and what
   * the rules call over has ended.
   *
   * @returns what was decided, and the licence as it is then; null where there is no such licence.
   */
  async open(viewing: NewViewing): Promise<{
    readonly decision: ReturnType<LicenceRules['admit']>;
    readonly licence: LicenceFacts;
  } | null> {
    const { deviceId, now, orderId } = viewing;
    return this.#database.db.transaction().execute(async (db) => {
      const licence = await lockLicence(db, orderId);
      if (licence === null) return null;
      const facts = await readFacts(db, licence);
      const decision = this.#rules.admit(facts, { deviceId, now });
      if (decision.is === 'refused') {
        if (decision.why === 'LICENCE_EXPIRED') await this.#expire(db, orderId, facts, now);
      } else {
        await this.#write(db, viewing, facts, decision);
      }
      const then = await lockLicence(db, orderId);
      return { decision, licence: then === null ? facts : await readFacts(db, then) };
    });
  }

  /** The one read before each block. */
  async find(viewingId: string): Promise<ViewingRecord | null> {
    return this.#read(this.#database.db, viewingId);
  }

  /**
   * Keeps a viewing its place for another while, if the rules let it.
   *
   * @returns what was decided, and the licence as it is then; null where there is no such viewing.
   */
  async extendLease(
    viewingId: string,
    now: string,
  ): Promise<{
    readonly decision: ReturnType<LicenceRules['renew']>;
    readonly licence: LicenceFacts;
  } | null> {
    return this.#locked(viewingId, async (db, viewing) => {
      const decision = this.#rules.renew(viewing.licence, viewingId, now);
      if (decision.is === 'renewed') {
        await db
          .updateTable('viewings')
          .set({ renewed_at: decision.at, lease_until: decision.leaseUntil })
          .where('viewing_id', '=', viewingId)
          .execute();
      } else if (decision.why === 'LICENCE_EXPIRED') {
        await this.#expire(db, viewing.orderId, viewing.licence, now);
      }
      const licence = await lockLicence(db, viewing.orderId);
      return licence === null ? null : { decision, licence: await readFacts(db, licence) };
    });
  }

  /** Gives a place free. @returns `false` where there is no such viewing, or it had ended. */
  async end(viewingId: string, now: string): Promise<boolean> {
    const ended = await this.#database.db
      .updateTable('viewings')
      .set({ ended_at: now, end_reason: 'ended' })
      .where('viewing_id', '=', viewingId)
      .where('ended_at', 'is', null)
      .returning('viewing_id')
      .executeTakeFirst();
    return ended !== undefined;
  }

  /**
   * Writes what a viewing was given in all. The first delivery begins its showing, and with it the hours after the first
   * one; enough of it counts the showing. A smaller number than the one before changes nothing.
   *
   * A showing that is resumed adds up what its viewings were given.
   *
   * @param delivered in ticks of 90 kHz, each block once.
   * @returns the showing as it is then; null where there is no such viewing.
   */
  async recordDelivery(
    viewingId: string,
    delivered: { readonly ticks: number; readonly totalTicks: number; readonly now: string },
  ): Promise<ShowingRecord | null> {
    return this.#locked(viewingId, async (db, viewing) => {
      const { deviceId, orderId } = viewing;
      const { state } = viewing.licence;
      const at = this.#rules.timeOf(viewing.licence, delivered.now);
      const actor = `device ${deviceId}`;
      if (viewing.showingId === null) await beginShowing(db, viewing, { at, actor });
      const showingId = viewing.showingId ?? viewingId;
      const ticks = Math.max(viewing.deliveredTicks, Math.min(delivered.ticks, MAX_TICKS));
      const before = await readShowing(db, showingId);
      if (before === null) return null;
      const deliveredTicks = Math.min(
        before.deliveredTicks + ticks - viewing.deliveredTicks,
        MAX_TICKS,
      );
      const isCounted = this.#rules.counts(before, deliveredTicks, delivered.totalTicks);
      const showing: ShowingRecord = {
        ...before,
        deliveredTicks,
        countedAt: before.countedAt ?? (isCounted ? at : null),
      };
      await db
        .updateTable('viewings')
        .set({ delivered_ticks: ticks })
        .where('viewing_id', '=', viewingId)
        .execute();
      await db
        .updateTable('showings')
        .set({ delivered_ticks: deliveredTicks, counted_at: showing.countedAt })
        .where('showing_id', '=', showingId)
        .execute();
      if (showing.countedAt !== before.countedAt) {
        const event = { at, actor, from: state, to: state, detail: showingId };
        await writeEvent(db, orderId, { ...event, event: 'showing-counted' });
      }
      return showing;
    });
  }

  async #write(
    db: Transaction<BankTables>,
    { deviceId, orderId, viewingId }: NewViewing,
    facts: LicenceFacts,
    admitted: Extract<ReturnType<LicenceRules['admit']>, { is: 'admitted' }>,
  ): Promise<void> {
    const { at, leaseUntil, over, showing } = admitted;
    const actor = `device ${deviceId}`;
    for (const { viewingId: ended, why } of over) {
      await db
        .updateTable('viewings')
        .set({ ended_at: at, end_reason: why })
        .where('viewing_id', '=', ended)
        .execute();
    }
    let { state } = facts;
    if (facts.firstPlaybackAt === null) {
      const licence = { orderId, state };
      state = await recordFirstPlayback(db, licence, { at, actor }, this.#rules.advance);
    }
    if (!facts.devices.includes(deviceId)) {
      await db
        .insertInto('licence_devices')
        .values({ order_id: orderId, device_id: deviceId, first_used_at: at })
        .execute();
      const event = { at, actor, from: state, to: state, detail: deviceId };
      await writeEvent(db, orderId, { ...event, event: 'device-added' });
    }
    await db
      .insertInto('viewings')
      .values({
        viewing_id: viewingId,
        order_id: orderId,
        device_id: deviceId,
        showing_id: showing.is === 'resumed' ? showing.showingId : null,
        opened_at: at,
        renewed_at: at,
        lease_until: leaseUntil,
        ended_at: null,
        end_reason: null,
        delivered_ticks: 0,
      })
      .execute();
  }

  /** Writes that a licence has expired, which is not to be taken back by a clock. */
  async #expire(
    db: Transaction<BankTables>,
    orderId: string,
    facts: ViewingRecord['licence'],
    now: string,
  ): Promise<void> {
    const change = { actor: 'bank', at: this.#rules.timeOf(facts, now), detail: null };
    const licence = { orderId, state: facts.state };
    await changeState(db, licence, 'expire', change, this.#rules.advance);
  }

  /** Reads a viewing once its licence is locked. */
  async #locked<T>(
    viewingId: string,
    change: (db: Transaction<BankTables>, viewing: ViewingRecord) => Promise<T | null>,
  ): Promise<T | null> {
    // Its licence is never another, so this may be asked before the lock is taken.
    const found = await this.find(viewingId);
    if (found === null) return null;
    return this.#database.db.transaction().execute(async (db) => {
      await lockLicence(db, found.orderId);
      const viewing = await this.#read(db, viewingId);
      return viewing === null ? null : change(db, viewing);
    });
  }

  async #read(db: Kysely<BankTables>, viewingId: string): Promise<ViewingRecord | null> {
    const { rows } = await db.executeQuery({ ...this.#findViewing, parameters: [viewingId] });
    const [row] = rows;
    return row === undefined ? null : parseRow(viewingRowSchema, 'viewings', row);
  }
}
