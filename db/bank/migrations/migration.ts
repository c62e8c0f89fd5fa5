import type { Kysely } from 'kysely';
import type { BankEngine } from '../dialect.ts';
import type { BankTables } from '../tables.ts';

/** One step of the schema, forward only. Once released it is never edited: a change is a new number. */
export interface Migration {
  /** From 1, without gaps. */
  readonly number: number;
  readonly name: string;
  up(db: Kysely<BankTables>, engine: BankEngine): Promise<void>;
}
