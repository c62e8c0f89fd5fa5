import { z } from 'zod';
import { moneySchema } from '../../app/contracts/money.ts';
import { jsonOf } from './json-column.ts';
import type { ReadableDb } from './kiosk-database.ts';
import { ledgerItems, ledgerKinds, vendKinds } from './ledger-entry.ts';

const flowSchema = z.strictObject({
  kind: z.enum(ledgerKinds),
  item: z.enum(ledgerItems),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
  vend: z.enum(vendKinds).nullable(),
  quantity: z.int(),
});
const outcomeSchema = z.strictObject({ outcome: z.string(), orders: z.int() });
const countSchema = z.strictObject({ count: z.int() });
const paymentRowSchema = z.strictObject({
  state: z.string(),
  money: jsonOf(moneySchema),
  payments: z.int(),
});
const driveDaySchema = z.strictObject({
  drive: z.int().positive(),
  day: z.iso.date(),
  good: z.int(),
  bad: z.int(),
  sectors: z.int(),
  milliseconds: z.int(),
});
const driveCountSchema = z.strictObject({ name: z.string(), count: z.int() });
const tally = z.int().nonnegative();
/** What stood in the books of a drive when another was put in its place: in all, and on that day. */
export const driveSwapSchema = z.strictObject({
  day: z.string(),
  good: tally,
  bad: tally,
  onDay: z.strictObject({ good: tally, bad: tally, sectors: tally, milliseconds: tally }),
});
export type DriveSwap = z.infer<typeof driveSwapSchema>;
const driveSwapRowSchema = z.strictObject({ swap: jsonOf(driveSwapSchema) });

/** The setting that keeps it. */
export function driveSwapName(drive: number): string {
  return `drive-swap:${drive}`;
}

const momentSchema = z.strictObject({ at: z.string() });

/** A stretch of time as ISO 8601 instants, both ends included. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** What reports ask of the records: each by an index, so that years of rows make none of them slow. */
export class ReportReader {
  readonly #db: ReadableDb;

  constructor(db: ReadableDb) {
    this.#db = db;
  }

  /** Movements of a stretch of time, those that are alike added up. */
  flows(stretch: Stretch) {
    return this.#db
      .prepare(
        `SELECT kind, item, from_unit AS "from", to_unit AS "to", reason, vend,
          sum(quantity) AS quantity
        FROM ledger WHERE at BETWEEN @from AND @to
        GROUP BY kind, item, from_unit, to_unit, reason, vend`,
      )
      .all(stretch)
      .map((row) => flowSchema.parse(row));
  }

  countPlaced(stretch: Stretch): number {
    const row = this.#db
      .prepare('SELECT count(*) AS count FROM orders WHERE created_at BETWEEN @from AND @to')
      .get(stretch);
    return countSchema.parse(row).count;
  }

  /** Orders that came in that time to where they are now; one that was released counts as what it was before. */
  outcomes(stretch: Stretch) {
    return this.#db
      .prepare(
        `SELECT iif(at = 'released', json_extract(state, '$.after'), at) AS outcome,
          count(*) AS orders
        FROM orders WHERE updated_at BETWEEN @from AND @to GROUP BY outcome`,
      )
      .all(stretch)
      .map((row) => outcomeSchema.parse(row));
  }

  countVerified(stretch: Stretch): number {
    const row = this.#db
      .prepare(
        `SELECT count(*) AS count FROM acts
        WHERE kind = 'verify.started' AND started_at BETWEEN @from AND @to AND outcome = 'done'`,
      )
      .get(stretch);
    return countSchema.parse(row).count;
  }

  /** Payments that came in that time to where they are now, those of the same amount together. */
  payments(stretch: Stretch) {
    return this.#db
      .prepare(
        `SELECT state, json_extract(payment, '$.money') AS money, count(*) AS payments
        FROM payments WHERE updated_at BETWEEN @from AND @to
          AND state IN ('captured', 'charged', 'held', 'capturing')
        GROUP BY state, json_extract(payment, '$.money')`,
      )
      .all(stretch)
      .map((row) => paymentRowSchema.parse(row));
  }

  /** What each drive did on each day since one, the oldest first. */
  driveDays(drive: number, since: string) {
    return this.#db
      .prepare(
        `SELECT drive, day, good, bad, sectors, milliseconds FROM drive_days
        WHERE drive = ? AND day >= ? ORDER BY day`,
      )
      .all(drive, since)
      .map((row) => driveDaySchema.parse(row));
  }

  /** Good or bad discs of a drive since the machine was new. */
  driveCount(drive: number, what: 'good' | 'bad'): number {
    const row = this.#db
      .prepare('SELECT name, since_initialisation AS count FROM counters WHERE name = ?')
      .get(`drive.${drive}.${what}`);
    return row === undefined ? 0 : driveCountSchema.parse(row).count;
  }

  /** What was counted of the drives that stood there before; null where it is still the first. */
  driveSwap(drive: number): DriveSwap | null {
    const row = this.#db
      .prepare('SELECT value AS swap FROM settings WHERE name = ?')
      .get(driveSwapName(drive));
    return row === undefined ? null : driveSwapRowSchema.parse(row).swap;
  }

  /** When the ledger began; null where nothing was ever moved. */
  firstMovement(): string | null {
    const row = this.#db.prepare('SELECT at FROM ledger ORDER BY entry LIMIT 1').get();
    return row === undefined ? null : momentSchema.parse(row).at;
  }

  /** Whether anything moved since an entry, besides the paper of a shift report. */
  hasMovedSince(entry: number): boolean {
    const found = this.#db
      .prepare(
        `SELECT entry FROM ledger WHERE entry > ? AND NOT (item = 'sheet' AND reason = 'shift report')
        ORDER BY entry LIMIT 1`,
      )
      .get(entry);
    return found !== undefined;
  }
}
