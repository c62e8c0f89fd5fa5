import { z } from 'zod';
import { jsonOf } from './json-column.ts';
import type { ReadableDb, WritableDb } from './kiosk-database.ts';

/** The table `settings`: the kiosk's identity, its private key, the catalogue last heard of. Values are JSON. */
export class SettingsStore {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Null where it was never set, or no longer reads. */
  find<Value>(name: string, schema: z.ZodType<Value>): Value | null {
    return readSetting(this.#db, name, schema);
  }

  put(name: string, value: unknown): void {
    this.#db
      .prepare(
        `INSERT INTO settings (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      )
      .run(name, JSON.stringify(value));
  }
}

/** The same for whoever only reads. */
export function readSetting<Value>(
  db: ReadableDb,
  name: string,
  schema: z.ZodType<Value>,
): Value | null {
  const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(name);
  const parsed = z.strictObject({ value: jsonOf(schema) }).safeParse(row);
  return parsed.success ? parsed.data.value : null;
}
