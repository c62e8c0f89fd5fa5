import { z } from 'zod';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({ slot: z.int().positive(), state: z.string() });

/** The table `slots`: what each compartment of the gate is kept for. */
export class SlotStore<State> {
  readonly #db: WritableDb;
  readonly #schema: z.ZodType<State>;
  readonly #column: z.ZodType<State>;

  constructor(db: WritableDb, schema: z.ZodType<State>) {
    this.#db = db;
    this.#schema = schema;
    this.#column = jsonOf(schema);
  }

  /** Makes sure that slots 1 to `count` are there; new ones begin as `state`. */
  ensure(count: number, state: State, at: string): void {
    const insert = this.#db.prepare(
      'INSERT INTO slots (slot, state, updated_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    for (let slot = 1; slot <= count; slot += 1) {
      insert.run(slot, JSON.stringify(this.#schema.parse(state)), at);
    }
  }

  list(): { readonly slot: number; readonly state: State }[] {
    return this.#db
      .prepare('SELECT slot, state FROM slots ORDER BY slot')
      .all()
      .map((row) => {
        const parsed = rowSchema.parse(row);
        return { slot: parsed.slot, state: this.#column.parse(parsed.state) };
      });
  }

  find(slot: number): State | null {
    return this.list().find((entry) => entry.slot === slot)?.state ?? null;
  }

  update(slot: number, state: State, at: string): void {
    this.#db
      .prepare('UPDATE slots SET state = ?, updated_at = ? WHERE slot = ?')
      .run(JSON.stringify(this.#schema.parse(state)), at, slot);
  }
}
