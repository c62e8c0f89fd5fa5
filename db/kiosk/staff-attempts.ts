import { z } from 'zod';
import type { WritableDb } from './kiosk-database.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
const instant = z.int().nonnegative();
const rowSchema = z.strictObject({
  failures: z.int().positive(),
  last_at: instant,
  locked_until: instant.nullable(),
});

/** What is counted against a number or a badge, known or not. */
export interface StaffAttempts {
  readonly failures: number;
  readonly lastAt: number;
  readonly lockedUntil: number | null;
}

/** What is kept at most: who tries more numbers than this has the oldest counts forgotten. */
const MOST_KEPT = 2000;

/** The table `staff_attempts`: wrong PINs, by a keyed hash of the number or badge that was claimed. */
export class StaffAttemptStore {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  find(claimKey: string): StaffAttempts | null {
    const row = this.#db
      .prepare('SELECT failures, last_at, locked_until FROM staff_attempts WHERE claim_key = ?')
      .get(claimKey);
    if (row === undefined) return null;
    const { failures, last_at, locked_until } = rowSchema.parse(row);
    return { failures, lastAt: last_at, lockedUntil: locked_until };
  }

  put(claimKey: string, { failures, lastAt, lockedUntil }: StaffAttempts): void {
    this.#db
      .prepare(
        `INSERT INTO staff_attempts (claim_key, failures, last_at, locked_until) VALUES (?, ?, ?, ?)
        ON CONFLICT (claim_key) DO UPDATE SET failures = excluded.failures,
          last_at = excluded.last_at, locked_until = excluded.locked_until`,
      )
      .run(claimKey, failures, lastAt, lockedUntil);
    this.#db
      .prepare(
        `DELETE FROM staff_attempts WHERE claim_key IN
        (SELECT claim_key FROM staff_attempts ORDER BY last_at DESC LIMIT -1 OFFSET ${MOST_KEPT})`,
      )
      .run();
  }

  forget(claimKey: string): void {
    this.#db.prepare('DELETE FROM staff_attempts WHERE claim_key = ?').run(claimKey);
  }
}
