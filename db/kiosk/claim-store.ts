import { z } from 'zod';
import { orderIdSchema } from '../../app/contracts/identifiers.ts';
import type { WritableDb } from './kiosk-database.ts';

/** After so many milliseconds without an attempt its count is forgotten: a day. */
const FORGOTTEN_AFTER = 86_400_000;

const claimRowSchema = z.strictObject({ order_id: orderIdSchema, hash: z.string() });
const attemptsRowSchema = z.strictObject({
  failures: z.int().positive(),
  locked_at: z.int().nullable(),
});

/** How often a code was tried in vain; `lockedAt` in milliseconds since 1970. */
export interface KeptAttempts {
  readonly failures: number;
  readonly lockedAt: number | null;
}

/** The tables `claims` and `claim_attempts`. The pick-up code itself is in neither. */
export class ClaimStore {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  add(orderId: string, hash: string, at: string): void {
    this.#db
      .prepare('INSERT INTO claims (order_id, hash, created_at) VALUES (?, ?, ?)')
      .run(orderId, hash, at);
  }

  /** By the order code that a person carries. */
  find(code: string): { readonly orderId: string; readonly hash: string } | null {
    const row = this.#db
      .prepare(
        `SELECT order_id, hash FROM claims JOIN orders USING (order_id)
        WHERE code = ? ORDER BY orders.created_at DESC LIMIT 1`,
      )
      .get(code);
    if (row === undefined) return null;
    const { order_id: orderId, hash } = claimRowSchema.parse(row);
    return { orderId, hash };
  }

  attemptsFor(code: string): KeptAttempts | null {
    const row = this.#db
      .prepare('SELECT failures, locked_at FROM claim_attempts WHERE code = ?')
      .get(code);
    if (row === undefined) return null;
    const { failures, locked_at: lockedAt } = attemptsRowSchema.parse(row);
    return { failures, lockedAt };
  }

  /** @param now milliseconds since 1970. */
  putAttempts(code: string, { failures, lockedAt }: KeptAttempts, now: number): void {
    this.#db
      .prepare('DELETE FROM claim_attempts WHERE last_at < ? AND code <> ?')
      .run(now - FORGOTTEN_AFTER, code);
    this.#db
      .prepare(
        `INSERT INTO claim_attempts (code, failures, locked_at, last_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (code) DO UPDATE SET
          failures = excluded.failures, locked_at = excluded.locked_at, last_at = excluded.last_at`,
      )
      .run(code, failures, lockedAt, now);
  }

  forgetAttempts(code: string): void {
    this.#db.prepare('DELETE FROM claim_attempts WHERE code = ?').run(code);
  }
}
