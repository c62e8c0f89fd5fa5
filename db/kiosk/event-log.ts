import { z } from 'zod';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  event_id: z.int().positive(),
  at: z.string(),
  kind: z.string(),
  order_id: z.string().nullable(),
  code: z.string().nullable(),
  detail: jsonOf(z.record(z.string(), z.unknown())),
});

/** Something that happened, with the code of its order. */
export interface EventRecord {
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly orderId: string | null;
  readonly code: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

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

  /**
   * Events before a number, newest first.
   *
   * @param code of the order with that code only; null: all.
   */
  list(code: string | null, before: number, count: number): EventRecord[] {
    const ofOrder =
      code === null
        ? ''
        : 'AND events.order_id IN (SELECT order_id FROM orders WHERE orders.code = @code)';
    return this.#db
      .prepare(
        `SELECT event_id, events.at, kind, events.order_id, code, detail
        FROM events LEFT JOIN orders ON orders.order_id = events.order_id
        WHERE event_id < @before ${ofOrder} ORDER BY event_id DESC LIMIT @count`,
      )
      .all(code === null ? { before, count } : { before, count, code })
      .map((row) => {
        const { code: of, detail, event_id, order_id, ...rest } = rowSchema.parse(row);
        return { number: event_id, ...rest, orderId: order_id, code: of, facts: detail };
      });
  }

  /** When the last event was recorded; null where none was. */
  lastAt(): string | null {
    const row = this.#db.prepare('SELECT at FROM events ORDER BY event_id DESC LIMIT 1').get();
    return row === undefined ? null : momentSchema.parse(row).at;
  }
}
