import { z } from 'zod';
import {
  distributorIdSchema,
  instantSchema,
  orderCodeSchema,
  orderIdSchema,
  userIdSchema,
} from '../../app/contracts/identifiers.ts';
import { type Language, languageSchema, titleSchema } from '../../app/contracts/title.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  order_id: orderIdSchema,
  code: orderCodeSchema,
  title: jsonOf(titleSchema),
  user_id: userIdSchema,
  distributor_id: distributorIdSchema,
  request_key: z.string(),
  language: languageSchema,
  state: z.string(),
  version: z.int().positive(),
  created_at: instantSchema,
  updated_at: instantSchema,
});

/** One order as it is kept. `title` is what was ordered, as it was described then. */
export interface OrderRecord<State> {
  readonly orderId: string;
  readonly code: string;
  readonly title: z.infer<typeof titleSchema>;
  readonly userId: string;
  readonly distributorId: string;
  readonly requestKey: string;
  /** What the customer read the screens in: the jacket speaks it too. */
  readonly language: Language;
  readonly state: State;
  /** Counts the changes, from 1. */
  readonly version: number;
  readonly createdAt: string;
}

const columns =
  'order_id, code, title, user_id, distributor_id, request_key, language, state, version, created_at, updated_at';

/** The table `orders`. States are whatever the schema given says; rows are parsed as they are read. */
export class OrderStore<State> {
  readonly #db: WritableDb;
  readonly #stateSchema: z.ZodType<State>;
  readonly #stateColumn: z.ZodType<State>;

  constructor(db: WritableDb, stateSchema: z.ZodType<State>) {
    this.#db = db;
    this.#stateSchema = stateSchema;
    this.#stateColumn = jsonOf(stateSchema);
  }

  insert(order: Omit<OrderRecord<State>, 'version'>): void {
    this.#db
      .prepare(
        `INSERT INTO orders (${columns}) VALUES
        (@orderId, @code, @title, @userId, @distributorId, @requestKey, @language, @state, 1, @createdAt, @createdAt)`,
      )
      .run({
        ...order,
        title: JSON.stringify(order.title),
        state: JSON.stringify(this.#stateSchema.parse(order.state)),
      });
  }

  /** @throws AppError `KIOSK_DB_STALE` if the record is no longer at `version`. */
  update(orderId: string, version: number, state: State, at: string): void {
    const { changes } = this.#db
      .prepare(
        `UPDATE orders SET state = ?, version = version + 1, updated_at = ?
        WHERE order_id = ? AND version = ?`,
      )
      .run(JSON.stringify(this.#stateSchema.parse(state)), at, orderId, version);
    if (changes !== 1) {
      throw new AppError('KIOSK_DB_STALE', 'The order changed meanwhile.', {
        remedy: 'fix-the-code',
        context: { orderId, version },
      });
    }
  }

  find(orderId: string): OrderRecord<State> | null {
    const row = this.#db.prepare(`SELECT ${columns} FROM orders WHERE order_id = ?`).get(orderId);
    return row === undefined ? null : this.#parse(row);
  }

  findByRequestKey(requestKey: string): OrderRecord<State> | null {
    const row = this.#db
      .prepare(`SELECT ${columns} FROM orders WHERE request_key = ?`)
      .get(requestKey);
    return row === undefined ? null : this.#parse(row);
  }

  /** A user's orders at this machine, newest first. */
  listOf(userId: string): OrderRecord<State>[] {
    return this.#all(`WHERE user_id = ? ORDER BY created_at DESC, order_id LIMIT 20`, userId);
  }

  /** Orders in one of `states`, in the order in which they were placed. */
  listIn(states: readonly string[]): OrderRecord<State>[] {
    return this.#all(
      `WHERE at IN (SELECT value FROM json_each(?)) ORDER BY created_at, order_id`,
      JSON.stringify(states),
    );
  }

  /** Orders whose record no longer reads: set aside for staff, never deleted. */
  listUnreadable(): string[] {
    const rows = this.#db.prepare(`SELECT ${columns} FROM orders`).all();
    return rows.flatMap((row) => {
      if (this.#tryParse(row) !== null) return [];
      return [z.object({ order_id: z.string() }).parse(row).order_id];
    });
  }

  #all(rest: string, value: string): OrderRecord<State>[] {
    const rows = this.#db.prepare(`SELECT ${columns} FROM orders ${rest}`).all(value);
    return rows.flatMap((row) => this.#tryParse(row) ?? []);
  }

  #tryParse(row: unknown): OrderRecord<State> | null {
    try {
      return this.#parse(row);
    } catch (error) {
      if (error instanceof z.ZodError) return null;
      throw error;
    }
  }

  #parse(row: unknown): OrderRecord<State> {
    const parsed = rowSchema.parse(row);
    return {
      orderId: parsed.order_id,
      code: parsed.code,
      title: parsed.title,
      userId: parsed.user_id,
      distributorId: parsed.distributor_id,
      requestKey: parsed.request_key,
      language: parsed.language,
      state: this.#stateColumn.parse(parsed.state),
      version: parsed.version,
      createdAt: parsed.created_at,
    };
  }
}
