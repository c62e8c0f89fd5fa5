import { z } from 'zod';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const orderRowSchema = z.strictObject({ order_id: z.string() });
const rowSchema = z.strictObject({ effect_id: z.int(), body: z.string() });

export interface EffectRecord<Effect> {
  readonly effectId: number;
  readonly effect: Effect;
}

/** What is to be done for orders: written with the state that asks for it, before it is begun. */
export class EffectJournal<Effect> {
  readonly #db: WritableDb;
  readonly #schema: z.ZodType<Effect>;
  readonly #column: z.ZodType<Effect>;

  constructor(db: WritableDb, schema: z.ZodType<Effect>) {
    this.#db = db;
    this.#schema = schema;
    this.#column = jsonOf(schema);
  }

  add(orderId: string, orderVersion: number, effect: Effect, at: string): number {
    const { lastInsertRowid } = this.#db
      .prepare(
        'INSERT INTO effects (order_id, order_version, body, created_at) VALUES (?, ?, ?, ?)',
      )
      .run(orderId, orderVersion, JSON.stringify(this.#schema.parse(effect)), at);
    return Number(lastInsertRowid);
  }

  end(effectId: number, outcome: 'done' | 'failed' | 'dropped', at: string): void {
    this.#db
      .prepare(
        'UPDATE effects SET outcome = ?, ended_at = ? WHERE effect_id = ? AND outcome IS NULL',
      )
      .run(outcome, at, effectId);
  }

  /** The orders of which something was to be done that has no end. */
  listOrders(): string[] {
    const rows = this.#db
      .prepare('SELECT DISTINCT order_id FROM effects WHERE outcome IS NULL ORDER BY order_id')
      .all();
    return rows.map((row) => orderRowSchema.parse(row).order_id);
  }

  listOpen(orderId: string): EffectRecord<Effect>[] {
    const rows = this.#db
      .prepare(
        'SELECT effect_id, body FROM effects WHERE order_id = ? AND outcome IS NULL ORDER BY effect_id',
      )
      .all(orderId);
    return rows.map((row) => {
      const parsed = rowSchema.parse(row);
      return { effectId: parsed.effect_id, effect: this.#column.parse(parsed.body) };
    });
  }
}
