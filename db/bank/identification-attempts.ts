import { z } from 'zod';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import type { BankDatabase } from './database.ts';
import { parseRow } from './rows.ts';

const rowSchema = z
  .strictObject({ identity: z.string(), failed: z.int().positive(), forgotten_at: instantSchema })
  .transform((row) => ({ failed: row.failed, forgottenAt: row.forgotten_at }));

/** Attempts counted against an identity, and when they are forgotten. */
export type AttemptsRecord = z.infer<typeof rowSchema>;

/** Counts wrong PINs against whoever was claimed to stand there, known to the bank or not. */
export class IdentificationAttempts {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /**
   * Counts an attempt before its PIN is looked at, so that many at once cannot pass the limit together.
   *
   * @returns the count with this attempt; or, where `limit` were reached before it, what was found, unchanged.
   */
  async take(
    identity: string,
    limit: number,
    now: string,
    forgottenAt: string,
  ): Promise<AttemptsRecord & { readonly allowed: boolean }> {
    return this.#database.db.transaction().execute(async (db) => {
      await db.deleteFrom('identification_attempts').where('forgotten_at', '<=', now).execute();
      const row = await db
        .selectFrom('identification_attempts')
        .selectAll()
        .where('identity', '=', identity)
        .executeTakeFirst();
      const before = row === undefined ? null : parseRow(rowSchema, 'identification_attempts', row);
      if (before !== null && before.failed >= limit) return { ...before, allowed: false };
      const after = { failed: (before?.failed ?? 0) + 1, forgottenAt };
      await db
        .insertInto('identification_attempts')
        .values({ identity, failed: after.failed, forgotten_at: forgottenAt })
        .onConflict((conflict) =>
          conflict
            .column('identity')
            .doUpdateSet({ failed: after.failed, forgotten_at: forgottenAt }),
        )
        .execute();
      return { ...after, allowed: true };
    });
  }

  /** Forgets what was counted: the PIN was right. */
  async forget(identity: string): Promise<void> {
    await this.#database.db
      .deleteFrom('identification_attempts')
      .where('identity', '=', identity)
      .execute();
  }
}
