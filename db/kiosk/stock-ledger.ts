import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { WritableDb } from './kiosk-database.ts';

export type StockItem = 'blank' | 'sheet';

export interface LedgerEntry {
  readonly at: string;
  readonly item: 'disc' | 'sheet';
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly orderId: string | null;
  readonly discId: string | null;
  readonly reason: string;
}

const hashRowSchema = z.strictObject({ hash: z.string() });
const countRowSchema = z.strictObject({ count: z.int() });

/** What is reserved for orders, and the append-only ledger of what moved. Each entry's hash covers the one before it. */
export class StockLedger {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  reserve(orderId: string, item: StockItem): void {
    this.#db
      .prepare('INSERT INTO reservations (order_id, item) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(orderId, item);
  }

  /** Ends a reservation: used, or given back. Nothing happens where there is none. */
  release(orderId: string, item: StockItem): void {
    this.#db.prepare('DELETE FROM reservations WHERE order_id = ? AND item = ?').run(orderId, item);
  }

  countReserved(item: StockItem): number {
    const row = this.#db
      .prepare('SELECT count(*) AS count FROM reservations WHERE item = ?')
      .get(item);
    return countRowSchema.parse(row).count;
  }

  record(entry: LedgerEntry): void {
    const last = this.#db.prepare('SELECT hash FROM ledger ORDER BY entry DESC LIMIT 1').get();
    const before = last === undefined ? '' : hashRowSchema.parse(last).hash;
    const hash = createHash('sha256')
      .update(before)
      .update(
        JSON.stringify([
          entry.at,
          entry.item,
          entry.from,
          entry.to,
          entry.quantity,
          entry.orderId,
          entry.discId,
          entry.reason,
        ]),
      )
      .digest('hex');
    this.#db
      .prepare(
        `INSERT INTO ledger (at, item, from_unit, to_unit, quantity, order_id, disc_id, reason, hash)
        VALUES (@at, @item, @from, @to, @quantity, @orderId, @discId, @reason, @hash)`,
      )
      .run({ ...entry, hash });
  }
}
