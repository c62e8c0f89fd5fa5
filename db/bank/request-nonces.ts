import type { BankDatabase } from './database.ts';

/** Remembers the nonces of signed requests for as long as their signatures would be believed. */
export class RequestNonces {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /**
   * @param forgetBefore older ones are dropped.
   * @returns whether this nonce is seen for the first time from this key.
   */
  async take(keyId: string, nonce: string, now: string, forgetBefore: string): Promise<boolean> {
    return this.#database.db.transaction().execute(async (db) => {
      await db.deleteFrom('request_nonces').where('seen_at', '<', forgetBefore).execute();
      const taken = await db
        .insertInto('request_nonces')
        .values({ key_id: keyId, nonce, seen_at: now })
        .onConflict((conflict) => conflict.columns(['key_id', 'nonce']).doNothing())
        .returning('nonce')
        .executeTakeFirst();
      return taken !== undefined;
    });
  }
}
