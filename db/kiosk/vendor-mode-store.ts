import { z } from 'zod';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

/** The table `vendor_mode`: whether the machine is kept for those who look after it, over restarts. */
export class VendorModeStore<Mode> {
  readonly #db: WritableDb;
  readonly #schema: z.ZodType<Mode>;

  constructor(db: WritableDb, schema: z.ZodType<Mode>) {
    this.#db = db;
    this.#schema = schema;
  }

  /** Null where it never was. Throws where what stands there no longer reads: nobody sells on a guess. */
  find(): Mode | null {
    const row = this.#db.prepare('SELECT mode FROM vendor_mode').get();
    if (row === undefined) return null;
    return z.strictObject({ mode: jsonOf(this.#schema) }).parse(row).mode;
  }

  put(mode: Mode, at: string): void {
    this.#db
      .prepare(
        `INSERT INTO vendor_mode (only_row, mode, changed_at) VALUES (1, ?, ?)
        ON CONFLICT (only_row) DO UPDATE SET mode = excluded.mode, changed_at = excluded.changed_at`,
      )
      .run(JSON.stringify(this.#schema.parse(mode)), at);
  }
}
