import { z } from 'zod';
import type { WritableDb } from './kiosk-database.ts';

const momentSchema = z.strictObject({ at: z.string() });

/** What happened, in the order in which it did: for staff, and to explain an order. */
export class EventLog {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** @param detail facts; never a PIN, a card, a proof or a name. */
  add(kind: string, orderId: string | null, detail: Readonly<Record<string, unknown>>, at: string) {
    this.#db
      .prepare('INSERT INTO events (at, kind, order_id, detail) VALUES (?, ?, ?, ?)')
      .run(at, kind, orderId, JSON.stringify(detail));
  }

  /** When the last event was recorded; null where none was. */
  lastAt(): string | null {
    const row = this.#db.prepare('SELECT at FROM events ORDER BY event_id DESC LIMIT 1').get();
    return row === undefined ? null : momentSchema.parse(row).at;
  }
}
