import type { WritableDb } from './kiosk-database.ts';

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
}
