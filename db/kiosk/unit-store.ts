import { z } from 'zod';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import { type UnitName, unitNameSchema } from '../../app/contracts/panel-view.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  unit: unitNameSchema,
  is_known: z.literal([0, 1]),
  counted_at: instantSchema.nullable(),
});

/** What is known of the count of one unit, beside what the ledger says. */
export interface UnitCounting {
  /** False from when a person's hands went in, until somebody has counted. */
  readonly isKnown: boolean;
  /** When somebody counted last; null where nobody has. */
  readonly countedAt: string | null;
}

/** The table `storage_units`: whether what the ledger says of a unit was ever counted, and still holds. */
export class UnitStore {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Null where nobody has ever counted it, nor changed it by hand. */
  find(unit: UnitName): UnitCounting | null {
    const row = this.#db
      .prepare('SELECT unit, is_known, counted_at FROM storage_units WHERE unit = ?')
      .get(unit);
    if (row === undefined) return null;
    const { counted_at, is_known } = rowSchema.parse(row);
    return { isKnown: is_known === 1, countedAt: counted_at };
  }

  /** What is in it is what the ledger says, from now on. */
  noteCounted(unit: UnitName, at: string): void {
    this.#db
      .prepare(
        `INSERT INTO storage_units (unit, is_known, counted_at) VALUES (?, 1, ?)
        ON CONFLICT DO UPDATE SET is_known = 1, counted_at = excluded.counted_at`,
      )
      .run(unit, at);
  }

  /** Nobody knows what is in it, until somebody has counted. */
  noteUnknown(unit: UnitName): void {
    this.#db
      .prepare(
        `INSERT INTO storage_units (unit, is_known, counted_at) VALUES (?, 0, NULL)
        ON CONFLICT DO UPDATE SET is_known = 0`,
      )
      .run(unit);
  }
}
