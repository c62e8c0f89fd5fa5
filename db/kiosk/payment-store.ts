import { z } from 'zod';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({ order_id: z.string(), payment: z.string() });

export interface PaymentRecord<Payment> {
  readonly orderId: string;
  readonly payment: Payment;
}

/** The table `payments`: what became of the money of each order that costs something. */
export class PaymentStore<Payment> {
  readonly #db: WritableDb;
  readonly #schema: z.ZodType<Payment>;
  readonly #column: z.ZodType<Payment>;

  constructor(db: WritableDb, schema: z.ZodType<Payment>) {
    this.#db = db;
    this.#schema = schema;
    this.#column = jsonOf(schema);
  }

  /** Null for an order that costs nothing. */
  find(orderId: string): Payment | null {
    const row = this.#db
      .prepare('SELECT order_id, payment FROM payments WHERE order_id = ?')
      .get(orderId);
    return row === undefined ? null : this.#column.parse(rowSchema.parse(row).payment);
  }

  put(orderId: string, payment: Payment, at: string): void {
    this.#db
      .prepare(
        `INSERT INTO payments (order_id, payment, updated_at) VALUES (?, ?, ?)
        ON CONFLICT (order_id) DO UPDATE SET payment = excluded.payment, updated_at = excluded.updated_at`,
      )
      .run(orderId, JSON.stringify(this.#schema.parse(payment)), at);
  }

  /** Payments in one of `states`, in the order in which their orders were placed. */
  listIn(states: readonly string[]): PaymentRecord<Payment>[] {
    const rows = this.#db
      .prepare(
        `SELECT payments.order_id, payments.payment FROM payments JOIN orders USING (order_id)
        WHERE payments.state IN (SELECT value FROM json_each(?))
        ORDER BY orders.created_at, order_id`,
      )
      .all(JSON.stringify(states));
    return rows.flatMap((row) => {
      const { order_id: orderId, payment } = rowSchema.parse(row);
      const parsed = this.#column.safeParse(payment);
      // One that no longer reads keeps none of the others from being looked after.
      return parsed.success ? [{ orderId, payment: parsed.data }] : [];
    });
  }
}
