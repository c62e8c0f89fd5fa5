import { z } from 'zod';
import type { WritableDb } from './kiosk-database.ts';

export type StockItem = 'blank' | 'sheet';

const countRowSchema = z.strictObject({ count: z.int() });

/** What is kept back for orders. It moves nothing: that is the ledger's. */
export class Reservations {
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
}
