import { z } from 'zod';
import { instantSchema, orderIdSchema, titleIdSchema } from '../../app/contracts/identifiers.ts';
import {
  type LicenceState,
  licenceStateSchema,
  type LicenceTerms,
} from '../../app/contracts/licence.ts';
import type { BankDatabase } from './database.ts';
import {
  type Change,
  changeState,
  type LicenceEventRecord,
  readEvents,
  writeEvent,
} from './licence-events.ts';
import {
  type LicenceFacts,
  lockLicence,
  readFacts,
  readLicence,
  readWithEnd,
} from './licence-facts.ts';
import type { LicenceRules, StateEvent } from './licence-rules.ts';
import { parseRow } from './rows.ts';

const summaryRowSchema = z
  .strictObject({
    order_id: orderIdSchema,
    title_id: titleIdSchema,
    member: z.string(),
    state: licenceStateSchema,
    changed_at: instantSchema,
    created_at: instantSchema,
  })
  .transform((row) => ({
    orderId: row.order_id,
    titleId: row.title_id,
    member: row.member,
    state: row.state,
    changedAt: row.changed_at,
    createdAt: row.created_at,
  }));

/** Licences that are looked through at one go, for those that have ended: a millisecond or so. */
const AT_ONCE = 100;

/** A licence in a list. */
export type LicenceSummary = z.infer<typeof summaryRowSchema>;

type Rules = Pick<LicenceRules, 'advance' | 'hasRunOut' | 'surplus' | 'timeOf'>;

/** Rights to see discs. Every change is written with an event, in the same transaction. */
export class Licences {
  readonly #database: BankDatabase;
  readonly #rules: Rules;

  constructor(database: BankDatabase, rules: Rules) {
    this.#database = database;
    this.#rules = rules;
  }

  /** All that decides about a licence, at one instant. */
  async facts(orderId: string): Promise<LicenceFacts | null> {
    return this.#database.db.transaction().execute(async (db) => {
      const licence = await readLicence(db, orderId);
      return licence === null ? null : readFacts(db, licence);
    });
  }

  /**
   * Lets an event happen to a licence; one that changes nothing is not written.
   *
   * @returns its state before and after; null where there is no such licence.
   */
  async change(
    orderId: string,
    event: StateEvent,
    change: Change,
  ): Promise<{ readonly from: LicenceState; readonly to: LicenceState } | null> {
    return this.#database.db.transaction().execute(async (db) => {
      const licence = await lockLicence(db, orderId);
      if (licence === null) return null;
      const to = await changeState(db, licence, event, change, this.#rules.advance);
      return { from: licence.state, to };
    });
  }

  /**
   * Gives a licence other terms, and ends the viewings that they leave no room for.
   *
   * @returns the terms of before; null where there is no such licence.
   */
  async setTerms(
    orderId: string,
    terms: LicenceTerms,
    change: Change,
  ): Promise<LicenceTerms | null> {
    return this.#database.db.transaction().execute(async (db) => {
      const licence = await lockLicence(db, orderId);
      if (licence === null) return null;
      await db
        .updateTable('licences')
        .set({ terms: JSON.stringify(terms) })
        .where('order_id', '=', orderId)
        .execute();
      const { state } = licence;
      await writeEvent(db, orderId, { ...change, event: 'terms-changed', from: state, to: state });
      const surplus = this.#rules.surplus(await readFacts(db, { ...licence, terms }), change.at);
      if (surplus.length > 0) {
        await db
          .updateTable('viewings')
          .set({ ended_at: change.at, end_reason: 'terms' })
          .where('viewing_id', 'in', [...surplus])
          .execute();
      }
      return licence.terms;
    });
  }

  /**
   * Writes of every licence that has reached the end of its terms that it has expired, whether anybody asks for it or not.
   *
   * @returns how many.
   */
  async expireEnded(now: string): Promise<number> {
    let expired = 0;
    for (let last: string | null = ''; last !== null;) {
      const found = await readWithEnd(this.#database.db, last, AT_ONCE);
      for (const licence of found) {
        if (!this.#rules.hasRunOut({ ...licence, viewings: [] }, now)) continue;
        if (await this.#expire(licence.orderId, now)) expired += 1;
      }
      last = found.length < AT_ONCE ? null : (found.at(-1)?.orderId ?? null);
      // Others have their turn.
      await new Promise(setImmediate);
    }
    return expired;
  }

  /** @returns whether it had run out, and nobody had written it meanwhile. */
  async #expire(orderId: string, now: string): Promise<boolean> {
    return this.#database.db.transaction().execute(async (db) => {
      const licence = await lockLicence(db, orderId);
      if (licence === null) return false;
      const facts = await readFacts(db, licence);
      if (!this.#rules.hasRunOut(facts, now)) return false;
      const change = { actor: 'bank', at: this.#rules.timeOf(facts, now), detail: null };
      const to = await changeState(db, licence, 'expire', change, this.#rules.advance);
      return to !== licence.state;
    });
  }

  /** What happened to a licence, oldest first. */
  async events(orderId: string): Promise<readonly LicenceEventRecord[]> {
    return this.#database.db.transaction().execute((db) => readEvents(db, orderId));
  }

  /** Oldest first. @param member of one member only. */
  async list(member: string | null): Promise<readonly LicenceSummary[]> {
    let query = this.#database.db
      .selectFrom('licences')
      .innerJoin('orders', 'orders.order_id', 'licences.order_id')
      .innerJoin('users', 'users.user_id', 'orders.user_id')
      .select([
        'licences.order_id',
        'orders.title_id',
        'users.member',
        'licences.state',
        'licences.changed_at',
        'orders.created_at',
      ])
      .orderBy('orders.created_at')
      .orderBy('licences.order_id');
    if (member !== null) query = query.where('users.member', '=', member);
    return (await query.execute()).map((row) => parseRow(summaryRowSchema, 'licences', row));
  }
}
