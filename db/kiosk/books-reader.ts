import { z } from 'zod';
import type { ReadableDb } from './kiosk-database.ts';

const discRowSchema = z.strictObject({
  disc_id: z.string(),
  order_id: z.string().nullable(),
  at: z.string(),
  place: z.string(),
  has_identifiers: z.int(),
});
const fulfilledRowSchema = z.strictObject({ order_id: z.string(), disc_id: z.string() });
const capturedRowSchema = z.strictObject({
  order_id: z.string(),
  at: z.string(),
  is_settled: z.int(),
});
const driveRowSchema = z.strictObject({ drive: z.int(), good: z.int(), bad: z.int() });
const countRowSchema = z.strictObject({ count: z.int() });
const headRowSchema = z.strictObject({
  number: z.int(),
  entry: z.int(),
  hash: z.string(),
  is_found: z.int(),
});

/** What an audit compares the ledger with: all of it is read, however long the machine has been at work. */
export class BooksReader {
  readonly #db: ReadableDb;

  constructor(db: ReadableDb) {
    this.#db = db;
  }

  /** Those that were made to try the machine included, once they left the pile: they are of no order. */
  *discs() {
    const rows = this.#db
      .prepare(
        `SELECT disc_id, order_id, at, place, user_id IS NOT NULL AND distributor_id IS NOT NULL
          AS has_identifiers FROM discs
        UNION ALL SELECT disc_id, NULL, at, place, 0 FROM test_discs WHERE place <> 'input'`,
      )
      .iterate();
    for (const row of rows) {
      const { at, disc_id, has_identifiers, order_id, place } = discRowSchema.parse(row);
      const isIdentified = has_identifiers === 1;
      yield { discId: disc_id, orderId: order_id, state: at, place, hasIdentifiers: isIdentified };
    }
  }

  *fulfilled() {
    const rows = this.#db
      .prepare(
        `SELECT order_id, json_extract(state, '$.discId') AS disc_id FROM orders
        WHERE at = 'fulfilled'`,
      )
      .iterate();
    for (const row of rows) {
      const { disc_id, order_id } = fulfilledRowSchema.parse(row);
      yield { orderId: order_id, discId: disc_id };
    }
  }

  *captured() {
    const rows = this.#db
      .prepare(
        `SELECT orders.order_id, orders.at, EXISTS (
          SELECT 1 FROM events
          WHERE events.order_id = orders.order_id AND kind = 'order.paymentResolved'
        ) AS is_settled
        FROM payments JOIN orders USING (order_id)
        WHERE payments.state IN ('captured', 'capturing')`,
      )
      .iterate();
    for (const row of rows) {
      const { at, is_settled, order_id } = capturedRowSchema.parse(row);
      yield { orderId: order_id, orderState: at, isSettledByHand: is_settled === 1 };
    }
  }

  /** Power losses and the counters of the drives, counted again from starts and acts. */
  countsFromJournals(): Map<string, number> {
    const rows = this.#db
      .prepare(
        `SELECT CAST(coalesce(json_extract(intent, '$.drive'),
            substr(json_extract(intent, '$.place'), 6)) AS INTEGER) AS drive,
          sum(kind = 'verify.started' AND outcome = 'done') AS good,
          sum(outcome = 'failed') AS bad
        FROM acts
        WHERE kind IN ('write.started', 'verify.started') AND outcome IN ('done', 'failed')
        GROUP BY 1 HAVING drive > 0`,
      )
      .all()
      .map((row) => driveRowSchema.parse(row));
    const losses = this.#db
      .prepare(`SELECT count(*) AS count FROM boots WHERE after = 'powerLoss'`)
      .get();
    const drives: [string, number][] = rows.flatMap(({ bad, drive, good }) => [
      [`drive.${drive}.good`, good],
      [`drive.${drive}.bad`, bad],
    ]);
    return new Map([...drives, ['power.losses', countRowSchema.parse(losses).count]]);
  }

  /** The head of the ledger as it was noted at the end of each shift, and whether the ledger still has it. */
  headsOfShifts() {
    return this.#db
      .prepare(
        `SELECT number, entry, hash, entry = 0 OR EXISTS (
          SELECT 1 FROM ledger WHERE ledger.entry = shifts.entry AND ledger.hash = shifts.hash
        ) AS is_found FROM shifts ORDER BY number`,
      )
      .all()
      .map((row) => {
        const { entry, hash, is_found, number } = headRowSchema.parse(row);
        return { where: `the end of shift ${number}`, entry, hash, isFound: is_found === 1 };
      });
  }

  /** Whether the ledger has an entry with that hash. Reads all of it: hashes are not indexed. */
  hasHash(hash: string): boolean {
    return this.#db.prepare('SELECT 1 FROM ledger WHERE hash = ?').get(hash) !== undefined;
  }
}
