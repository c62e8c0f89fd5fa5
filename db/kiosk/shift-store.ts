import { z } from 'zod';
import type { ReadableDb, WritableDb } from './kiosk-database.ts';
import type { LedgerHead } from './ledger.ts';

const rowSchema = z.strictObject({
  number: z.int().positive(),
  closed_at: z.string(),
  actor: z.string(),
  entry: z.int(),
});

/** The end of a shift: the counters since the last reset began anew there. */
export interface ClosedShift {
  readonly number: number;
  readonly closedAt: string;
  readonly by: string;
  /** The last entry of the ledger then. */
  readonly entry: number;
}

/** The last shifts that were closed, newest first. */
export function listLastShifts(db: ReadableDb, count: number): ClosedShift[] {
  return db
    .prepare('SELECT number, closed_at, actor, entry FROM shifts ORDER BY number DESC LIMIT ?')
    .all(count)
    .map((row) => {
      const { actor: by, closed_at: closedAt, ...rest } = rowSchema.parse(row);
      return { ...rest, closedAt, by };
    });
}

/**
 * Writes down that a shift was closed, with the head of the ledger: what is in the ledger then cannot be written anew without
 * being noticed here, and on the paper.
 *
 * @returns its number.
 */
export function closeShift(db: WritableDb, at: string, by: string, head: LedgerHead): number {
  const number = (listLastShifts(db, 1)[0]?.number ?? 0) + 1;
  db.prepare(
    'INSERT INTO shifts (number, closed_at, actor, entry, hash) VALUES (?, ?, ?, ?, ?)',
  ).run(number, at, by, head.entry, head.hash);
  return number;
}
