import { z } from 'zod';
import {
  distributorIdSchema,
  instantSchema,
  kioskIdSchema,
} from '../../app/contracts/identifiers.ts';
import type { BankDatabase } from './database.ts';
import { bytesColumn, parseRow } from './rows.ts';

const kioskRowSchema = z
  .strictObject({
    kiosk_id: kioskIdSchema,
    distributor_id: distributorIdSchema,
    name: z.string(),
    public_key: z.string(),
    enrolled_at: instantSchema,
  })
  .transform((row) => ({
    kioskId: row.kiosk_id,
    distributorId: row.distributor_id,
    name: row.name,
    publicKey: row.public_key,
    enrolledAt: row.enrolled_at,
  }));

const codeRowSchema = z.strictObject({
  code_hash: bytesColumn(32),
  distributor_id: distributorIdSchema,
  kiosk_name: z.string(),
  expires_at: instantSchema,
  kiosk_id: kioskIdSchema.nullable(),
});

/** One machine of a distributor, known by its raw Ed25519 public key, base64url. */
export type KioskRecord = z.infer<typeof kioskRowSchema>;

/** A one-time code, kept as its SHA-256. */
export interface EnrolmentCode {
  readonly codeHash: Uint8Array;
  readonly distributorId: string;
  readonly kioskName: string;
  readonly expiresAt: string;
}

export class Kiosks {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  async addCode(code: EnrolmentCode): Promise<void> {
    await this.#database.db
      .insertInto('enrolment_codes')
      .values({
        code_hash: code.codeHash,
        distributor_id: code.distributorId,
        kiosk_name: code.kioskName,
        expires_at: code.expiresAt,
        kiosk_id: null,
      })
      .execute();
  }

  /**
   * Spends a code for a kiosk. The same code with the same key again gives the same kiosk: a lost answer may be asked for
   * again.
   *
   * @param kiosk the identifier it gets if it is new.
   * @returns `null` where the code is unknown, spent or too old, or the key is another kiosk's.
   */
  async enrol(
    codeHash: Uint8Array,
    kiosk: { readonly kioskId: string; readonly publicKey: string },
    now: string,
  ): Promise<KioskRecord | null> {
    return this.#database.db.transaction().execute(async (db) => {
      // Written to be read: a transaction that begins with a write waits for another process's, one that reads first does not.
      const found = await db
        .updateTable('enrolment_codes')
        .set((expression) => ({ kiosk_id: expression.ref('kiosk_id') }))
        .where('code_hash', '=', codeHash)
        .returningAll()
        .executeTakeFirst();
      if (found === undefined) return null;
      const code = parseRow(codeRowSchema, 'enrolment_codes', found);
      const holder = await db
        .selectFrom('kiosks')
        .selectAll()
        .where('public_key', '=', kiosk.publicKey)
        .executeTakeFirst();
      if (holder !== undefined) {
        const known = parseRow(kioskRowSchema, 'kiosks', holder);
        return code.kiosk_id === known.kioskId ? known : null;
      }
      if (code.kiosk_id !== null || code.expires_at <= now) return null;
      const record: KioskRecord = {
        kioskId: kiosk.kioskId,
        distributorId: code.distributor_id,
        name: code.kiosk_name,
        publicKey: kiosk.publicKey,
        enrolledAt: now,
      };
      await db
        .insertInto('kiosks')
        .values({
          kiosk_id: record.kioskId,
          distributor_id: record.distributorId,
          name: record.name,
          public_key: record.publicKey,
          enrolled_at: record.enrolledAt,
        })
        .execute();
      await db
        .updateTable('enrolment_codes')
        .set({ kiosk_id: record.kioskId })
        .where('code_hash', '=', codeHash)
        .execute();
      return record;
    });
  }

  async find(kioskId: string): Promise<KioskRecord | null> {
    const row = await this.#database.db
      .selectFrom('kiosks')
      .selectAll()
      .where('kiosk_id', '=', kioskId)
      .executeTakeFirst();
    return row === undefined ? null : parseRow(kioskRowSchema, 'kiosks', row);
  }

  /** In the order in which they enrolled. */
  async list(): Promise<readonly KioskRecord[]> {
    const rows = await this.#database.db
      .selectFrom('kiosks')
      .selectAll()
      .orderBy('enrolled_at')
      .orderBy('kiosk_id')
      .execute();
    return rows.map((row) => parseRow(kioskRowSchema, 'kiosks', row));
  }
}
