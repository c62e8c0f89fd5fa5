import type { Transaction } from 'kysely';
import type { BankDatabase } from './database.ts';
import { writeEvent } from './licence-events.ts';
import { type LicenceFacts, lockLicence, readFacts } from './licence-facts.ts';
import type { AdvanceLicence } from './licence-rules.ts';
import { recordFirstPlayback } from './showings.ts';
import { readStick, type StickRecord } from './stick-record.ts';
import type { BankTables } from './tables.ts';

export type { StickRecord } from './stick-record.ts';

/** A stick that is to be issued; what depends on its number is made within the transaction. */
export interface NewStick extends Pick<
  StickRecord,
  'stickId' | 'orderId' | 'deviceId' | 'kioskId' | 'requestId' | 'secret' | 'secrets' | 'body'
> {
  readonly now: string;
  /** Whether the disc was shown: then the licence is in use from now on. */
  readonly hasDisc: boolean;
}

/** What a rule makes of a request within the transaction: a signed licence, or a refusal. */
export type StickDecision<Refusal> =
  | {
      readonly is: 'issued';
      readonly licence: string;
      readonly showings: number;
      readonly at: string;
    }
  | { readonly is: 'refused'; readonly refusal: Refusal };

/** What receipts make of a stick. */
export interface StickChange {
  readonly state: StickRecord['state'];
  readonly receipts: string;
  readonly showingsUsed: number;
  readonly showingsHeld: number;
  /** Of the first receipt; null: there is none. */
  readonly firstShowingAt: string | null;
  readonly event: 'stick-receipts' | 'stick-returned' | 'stick-rolled-back';
}

/** Sticks of orders. Each change of what is left of a licence is written with its event, in the same transaction. */
export class Sticks {
  readonly #database: BankDatabase;
  readonly #advance: AdvanceLicence;

  constructor(database: BankDatabase, advance: AdvanceLicence) {
    this.#database = database;
    this.#advance = advance;
  }

  find(stickId: string): Promise<StickRecord | null> {
    return readStick(this.#database.db, { stickId });
  }

  /** The stick that a request of a device was answered with. */
  findByRequest(deviceId: string, requestId: string): Promise<StickRecord | null> {
    return readStick(this.#database.db, { deviceId, requestId });
  }

  /**
   * Issues a stick once: the same request again gets the one that stands. Sticks of the order that are out are superseded; they
   * keep their showings until they are returned.
   *
   * @param decide pure; `issue` counts the sticks of the order, from 1.
   * @returns null where there is no such licence.
   */
  async issue<Refusal>(
    stick: NewStick,
    decide: (facts: LicenceFacts, issue: number, isTrusted: boolean) => StickDecision<Refusal>,
  ): Promise<
    | { readonly is: 'issued'; readonly stick: StickRecord }
    | { readonly is: 'refused'; readonly refusal: Refusal }
    | null
  > {
    const { deviceId, orderId, requestId, stickId } = stick;
    return this.#database.db.transaction().execute(async (db) => {
      const licence = await lockLicence(db, orderId);
      if (licence === null) return null;
      const standing = await readStick(db, { deviceId, requestId });
      if (standing !== null) return { is: 'issued', stick: standing };
      const others = await db
        .selectFrom('sticks')
        .select(['issue', 'state'])
        .where('order_id', '=', orderId)
        .execute();
      const issue = Math.max(0, ...others.map((other) => other.issue)) + 1;
      const isTrusted = others.every(({ state }) => state !== 'revoked');
      const decision = decide(await readFacts(db, licence), issue, isTrusted);
      if (decision.is === 'refused') return decision;
      const { at, showings } = decision;
      await supersede(db, orderId);
      await insert(db, stick, { ...decision, issue });
      const actor = stick.kioskId === null ? `device ${deviceId}` : `kiosk ${stick.kioskId}`;
      await addDevice(db, orderId, deviceId, at);
      const state =
        stick.hasDisc && licence.firstPlaybackAt === null
          ? await recordFirstPlayback(db, licence, { at, actor }, this.#advance)
          : licence.state;
      const detail = `${stickId}, ${showings} showings`;
      await writeEvent(db, orderId, {
        at,
        actor,
        event: 'stick-issued',
        from: state,
        to: state,
        detail,
      });
      const issued = await readStick(db, { stickId });
      return issued === null ? null : { is: 'issued', stick: issued };
    });
  }

  /**
   * Lets receipts happen to a stick.
   *
   * @param decide pure; null where they change nothing.
   * @returns the stick then; null where there is no such stick.
   */
  async settle(
    stickId: string,
    change: { readonly actor: string; readonly at: string },
    decide: (stick: StickRecord) => StickChange | null,
  ): Promise<StickRecord | null> {
    // Its order is never another; a transaction must begin with its lock to wait for another process's.
    const found = await this.find(stickId);
    if (found === null) return null;
    return this.#database.db.transaction().execute(async (db) => {
      const licence = await lockLicence(db, found.orderId);
      const stick = await readStick(db, { stickId });
      if (stick === null || licence === null) return null;
      const next = decide(stick);
      if (next === null) return stick;
      await db
        .updateTable('sticks')
        .set({
          state: next.state,
          receipts: next.receipts,
          showings_used: next.showingsUsed,
          showings_held: next.showingsHeld,
          settled_at: next.state === stick.state ? stick.settledAt : change.at,
        })
        .where('stick_id', '=', stickId)
        .execute();
      const { firstShowingAt } = next;
      // A stick tells of its showings late: one of them may have been before the first one online.
      const known = licence.firstShowingAt;
      if (firstShowingAt !== null && (known === null || firstShowingAt < known)) {
        await db
          .updateTable('licences')
          .set({ first_showing_at: firstShowingAt })
          .where('order_id', '=', stick.orderId)
          .execute();
      }
      const { state } = licence;
      await writeEvent(db, stick.orderId, {
        ...change,
        event: next.event,
        from: state,
        to: state,
        detail: `${stickId}, ${next.showingsUsed} of ${stick.showings} showings used`,
      });
      return readStick(db, { stickId });
    });
  }
}

async function supersede(db: Transaction<BankTables>, orderId: string): Promise<void> {
  await db
    .updateTable('sticks')
    .set({ state: 'superseded' })
    .where('order_id', '=', orderId)
    .where('state', '=', 'live')
    .execute();
}

async function insert(
  db: Transaction<BankTables>,
  stick: NewStick,
  decided: {
    readonly issue: number;
    readonly licence: string;
    readonly showings: number;
    readonly at: string;
  },
): Promise<void> {
  await db
    .insertInto('sticks')
    .values({
      stick_id: stick.stickId,
      order_id: stick.orderId,
      device_id: stick.deviceId,
      kiosk_id: stick.kioskId,
      request_id: stick.requestId,
      issue: decided.issue,
      showings: decided.showings,
      showings_held: decided.showings,
      showings_used: 0,
      secret: stick.secret,
      licence: decided.licence,
      secrets: stick.secrets,
      body_bytes: stick.body.bytes,
      body_sha256: Buffer.from(stick.body.sha256, 'hex'),
      state: 'live',
      receipts: '',
      issued_at: decided.at,
      settled_at: null,
    })
    .execute();
}

async function addDevice(
  db: Transaction<BankTables>,
  orderId: string,
  deviceId: string,
  at: string,
): Promise<void> {
  await db
    .insertInto('licence_devices')
    .values({ order_id: orderId, device_id: deviceId, first_used_at: at })
    .onConflict((conflict) => conflict.columns(['order_id', 'device_id']).doNothing())
    .execute();
}
