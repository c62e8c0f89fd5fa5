import { z } from 'zod';
import { instantSchema, userIdSchema } from '../../app/contracts/identifiers.ts';
import type { BankDatabase } from './database.ts';
import { parseRow } from './rows.ts';

const rowSchema = z
  .strictObject({ user_id: userIdSchema, password_hash: z.string(), set_at: instantSchema })
  .transform((row) => ({
    userId: row.user_id,
    passwordHash: row.password_hash,
    setAt: row.set_at,
  }));

/** What a viewer signs in with at home. The password is kept as its argon2 hash. */
export type CredentialRecord = z.infer<typeof rowSchema>;

export class Credentials {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /** Sets the first password of a user. @returns `false` where there is one already. */
  async add(credential: CredentialRecord): Promise<boolean> {
    const added = await this.#database.db
      .insertInto('viewer_credentials')
      .values({
        user_id: credential.userId,
        password_hash: credential.passwordHash,
        set_at: credential.setAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('user_id')
      .executeTakeFirst();
    return added !== undefined;
  }

  /** Sets the password of a user, the first or another. */
  async set(credential: CredentialRecord): Promise<void> {
    const changed = { password_hash: credential.passwordHash, set_at: credential.setAt };
    await this.#database.db
      .insertInto('viewer_credentials')
      .values({ user_id: credential.userId, ...changed })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(changed))
      .execute();
  }

  async find(userId: string): Promise<CredentialRecord | null> {
    const row = await this.#database.db
      .selectFrom('viewer_credentials')
      .selectAll()
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row === undefined ? null : parseRow(rowSchema, 'viewer_credentials', row);
  }
}
