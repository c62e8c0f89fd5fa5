import { z } from 'zod';
import {
  staffIdSchema,
  staffNameSchema,
  staffNumberSchema,
  type StaffRight,
  staffRightSchema,
} from '../../app/contracts/staff.ts';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  staff_id: staffIdSchema,
  number: staffNumberSchema,
  name: staffNameSchema,
  rights: jsonOf(z.array(staffRightSchema)),
  pin_hash: z.string(),
  badge_key: z.string().nullable(),
});
const nameSchema = z.strictObject({ name: z.string() });

/** One of those who look after the machine. */
export interface StaffRecord {
  readonly staffId: string;
  readonly number: string;
  readonly name: string;
  readonly rights: readonly StaffRight[];
  readonly pinHash: string;
  /** A keyed hash; null where they have no badge. */
  readonly badgeKey: string | null;
}

const columns = 'staff_id, number, name, rights, pin_hash, badge_key';

/** The table `staff`. Nobody's row is ever deleted: what they did is in the books under their identifier. */
export class StaffStore {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Those who are there, by their numbers. */
  list(): StaffRecord[] {
    return this.#all('ORDER BY CAST(number AS INTEGER), number');
  }

  find(staffId: string): StaffRecord | null {
    return this.#all('AND staff_id = ?', staffId)[0] ?? null;
  }

  findByNumber(number: string): StaffRecord | null {
    return this.#all('AND number = ?', number)[0] ?? null;
  }

  findByBadge(badgeKey: string): StaffRecord | null {
    return this.#all('AND badge_key = ?', badgeKey)[0] ?? null;
  }

  /** Also of who was removed; null where there never was such a person. */
  nameOf(staffId: string): string | null {
    const row = this.#db.prepare('SELECT name FROM staff WHERE staff_id = ?').get(staffId);
    return row === undefined ? null : nameSchema.parse(row).name;
  }

  /** Somebody new, or somebody of that identifier who had been removed. */
  add(person: StaffRecord, at: string): void {
    this.#db
      .prepare(
        `INSERT INTO staff (staff_id, number, name, rights, pin_hash, badge_key, added_at)
        VALUES (@staffId, @number, @name, @rights, @pinHash, @badgeKey, @at)
        ON CONFLICT (staff_id) DO UPDATE SET number = excluded.number, name = excluded.name,
          rights = excluded.rights, pin_hash = excluded.pin_hash, badge_key = excluded.badge_key,
          removed_at = NULL`,
      )
      .run({ ...person, rights: JSON.stringify(person.rights), at });
  }

  change({ badgeKey, pinHash, rights, staffId }: StaffRecord): void {
    this.#db
      .prepare(
        `UPDATE staff SET rights = ?, pin_hash = ?, badge_key = ?
        WHERE staff_id = ? AND removed_at IS NULL`,
      )
      .run(JSON.stringify(rights), pinHash, badgeKey, staffId);
  }

  /** Their number and badge may be somebody else's from now on. */
  remove(staffId: string, at: string): void {
    this.#db
      .prepare(
        `UPDATE staff SET removed_at = ?, number = NULL, pin_hash = NULL, badge_key = NULL
        WHERE staff_id = ? AND removed_at IS NULL`,
      )
      .run(at, staffId);
  }

  #all(rest: string, ...values: string[]): StaffRecord[] {
    return this.#db
      .prepare(`SELECT ${columns} FROM staff WHERE removed_at IS NULL ${rest}`)
      .all(...values)
      .map((row) => {
        const { badge_key, name, number, pin_hash, rights, staff_id } = rowSchema.parse(row);
        return {
          staffId: staff_id,
          number,
          name,
          rights,
          pinHash: pin_hash,
          badgeKey: badge_key,
        };
      });
  }
}
