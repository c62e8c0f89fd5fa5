import { z } from 'zod';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import type { BankDatabase } from './database.ts';
import { bytesColumn, parseRow } from './rows.ts';

const purposeSchema = z.enum(['proof', 'manifest']);
/** Proofs of identification, or manifests on discs. */
export type SigningPurpose = z.infer<typeof purposeSchema>;

const rowSchema = z
  .strictObject({
    key_id: z.string(),
    purpose: purposeSchema,
    private_key: bytesColumn(),
    created_at: instantSchema,
  })
  .transform((row) => ({
    keyId: row.key_id,
    purpose: row.purpose,
    privateKey: row.private_key,
    createdAt: row.created_at,
  }));

/** An Ed25519 key of the bank. `privateKey` is PKCS #8 DER. */
export type SigningKeyRecord = z.infer<typeof rowSchema>;

export class SigningKeys {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  async add(key: SigningKeyRecord): Promise<void> {
    await this.#database.db
      .insertInto('signing_keys')
      .values({
        key_id: key.keyId,
        purpose: key.purpose,
        private_key: key.privateKey,
        created_at: key.createdAt,
      })
      .execute();
  }

  /** The newest key for this purpose. */
  async findCurrent(purpose: SigningPurpose): Promise<SigningKeyRecord | null> {
    const row = await this.#database.db
      .selectFrom('signing_keys')
      .selectAll()
      .where('purpose', '=', purpose)
      .orderBy('created_at', 'desc')
      .orderBy('key_id')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : parseRow(rowSchema, 'signing_keys', row);
  }

  async find(keyId: string): Promise<SigningKeyRecord | null> {
    const row = await this.#database.db
      .selectFrom('signing_keys')
      .selectAll()
      .where('key_id', '=', keyId)
      .executeTakeFirst();
    return row === undefined ? null : parseRow(rowSchema, 'signing_keys', row);
  }
}
