import { z } from 'zod';
import { distributorIdSchema, instantSchema } from '../../app/contracts/identifiers.ts';
import type { BankDatabase } from './database.ts';
import { bytesColumn, parseRow } from './rows.ts';

const rowSchema = z
  .strictObject({
    distributor_id: distributorIdSchema,
    name: z.string(),
    key: bytesColumn(32),
    created_at: instantSchema,
  })
  .transform((row) => ({
    distributorId: row.distributor_id,
    name: row.name,
    key: row.key,
    createdAt: row.created_at,
  }));

/** Who sells. `key` is 32 secret bytes that every order of theirs is salted with. */
export type DistributorRecord = z.infer<typeof rowSchema>;

export class Distributors {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /** Does nothing where the distributor is known. */
  async add(distributor: DistributorRecord): Promise<void> {
    await this.#database.db
      .insertInto('distributors')
      .values({
        distributor_id: distributor.distributorId,
        name: distributor.name,
        key: distributor.key,
        created_at: distributor.createdAt,
      })
      .onConflict((conflict) => conflict.column('distributor_id').doNothing())
      .execute();
  }

  async find(distributorId: string): Promise<DistributorRecord | null> {
    const row = await this.#database.db
      .selectFrom('distributors')
      .selectAll()
      .where('distributor_id', '=', distributorId)
      .executeTakeFirst();
    return row === undefined ? null : parseRow(rowSchema, 'distributors', row);
  }
}
