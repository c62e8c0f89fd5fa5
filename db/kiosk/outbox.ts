import { z } from 'zod';
import { orderReportSchema, type OrderReport } from '../../app/contracts/bank-api.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  order_id: z.string(),
  sequence: z.int(),
  event: z.string(),
  at: z.string(),
  attempts: z.int(),
  number: z.int().positive(),
});
const lastRowSchema = z.strictObject({ last: z.int() });

export interface OutboxEntry {
  readonly orderId: string;
  readonly report: OrderReport;
  readonly attempts: number;
  /** Counts the reports of the whole kiosk, from 1. */
  readonly number: number;
}

/** The next report of every order that has one, in the order in which they were written. */
export const dueReports = `SELECT order_id, sequence, event, at, attempts, number FROM outbox AS this
  WHERE sent_at IS NULL AND refusal IS NULL AND NOT EXISTS (
    SELECT 1 FROM outbox AS before
    WHERE before.order_id = this.order_id AND before.sequence < this.sequence
      AND before.sent_at IS NULL AND before.refusal IS NULL
  ) ORDER BY number`;

/** Reports that wait for the bank. Written with the fact they report, so that none is lost; sent at least once. */
export class Outbox {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  add(orderId: string, event: OrderReport['event'], at: string): void {
    const row = this.#db
      .prepare('SELECT coalesce(max(sequence), 0) AS last FROM outbox WHERE order_id = ?')
      .get(orderId);
    this.#db
      .prepare('INSERT INTO outbox (order_id, sequence, event, at, number) VALUES (?, ?, ?, ?, ?)')
      .run(orderId, lastRowSchema.parse(row).last + 1, event, at, this.lastNumber() + 1);
  }

  /** Of the report that was written last; 0 before the first. */
  lastNumber(): number {
    const row = this.#db.prepare('SELECT coalesce(max(number), 0) AS last FROM outbox').get();
    return lastRowSchema.parse(row).last;
  }

  /** The next report of every order that has one: those behind it wait their turn. */
  listDue(): OutboxEntry[] {
    const rows = this.#db.prepare(dueReports).all();
    return rows.map((row) => {
      const { order_id, attempts, number, ...report } = rowSchema.parse(row);
      return { orderId: order_id, report: orderReportSchema.parse(report), attempts, number };
    });
  }

  markSent(orderId: string, sequence: number, at: string): void {
    this.#db
      .prepare('UPDATE outbox SET sent_at = ? WHERE order_id = ? AND sequence = ?')
      .run(at, orderId, sequence);
  }

  /** The bank will never take it: kept for staff, and no longer in the way of the next. */
  markRefused(orderId: string, sequence: number, code: string): void {
    this.#db
      .prepare('UPDATE outbox SET refusal = ? WHERE order_id = ? AND sequence = ?')
      .run(code, orderId, sequence);
  }

  markTried(orderId: string, sequence: number): void {
    this.#db
      .prepare('UPDATE outbox SET attempts = attempts + 1 WHERE order_id = ? AND sequence = ?')
      .run(orderId, sequence);
  }
}
