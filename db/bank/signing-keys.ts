import { z } from 'zod';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import type { BankDatabase } from './database.ts';
import { bytesColumn, parseRow } from './rows.ts';

const purposeSchema = z.enum(['proof', 'manifest', 'session', 'stick', 'viewing']);
/**
 * Proofs of identification, manifests on discs, sessions of viewers (Ed25519 each), licences on sticks (P-256), or the
 * secret that keys of viewings are derived from (32 bytes).
 */
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

/** A key of the bank. `privateKey` is PKCS #8 DER; of `viewing` it is the secret itself. */
export type SigningKeyRecord = z.infer<typeof rowSchema>;

export class SigningKeys {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /** Adds the first key for its purpose; does nothing where there is one: of two processes that start, one makes it. */
  async addFirst(key: SigningKeyRecord): Promise<void> {
    const { db } = this.#database;
    await db
      .insertInto('signing_keys')
      .columns(['key_id', 'purpose', 'private_key', 'created_at'])
      .expression(
        db
          .selectNoFrom((row) => [
            row.val(key.keyId).as('key_id'),
            row.val(key.purpose).as('purpose'),
            row.val(key.privateKey).as('private_key'),
            row.val(key.createdAt).as('created_at'),
          ])
          .where((row) =>
            row.not(
              row.exists(
                row.selectFrom('signing_keys').select('key_id').where('purpose', '=', key.purpose),
              ),
            ),
          ),
      )
      .execute();
  }

  /** Every key for this purpose, oldest first. */
  async ofPurpose(purpose: SigningPurpose): Promise<readonly SigningKeyRecord[]> {
    const rows = await this.#database.db
      .selectFrom('signing_keys')
      .selectAll()
      .where('purpose', '=', purpose)
      .orderBy('created_at')
      .orderBy('key_id')
      .execute();
    return rows.map((row) => parseRow(rowSchema, 'signing_keys', row));
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
