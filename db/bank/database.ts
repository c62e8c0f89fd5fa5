import { Kysely } from 'kysely';
import type { Clock } from '../../app/foundation/clock.ts';
import { type BankEngine, sqliteEngine } from './dialect.ts';
import { migrate } from './migrate.ts';
import type { BankTables } from './tables.ts';

/** The opened database with what its engine does in its own way. Repositories are built on it. */
export interface BankDatabase {
  readonly db: Kysely<BankTables>;
  readonly engine: BankEngine;
  close(): Promise<void>;
}

/** Opens the database without touching its schema. */
export function connectBankDatabase(path: string): BankDatabase {
  const engine = sqliteEngine(path);
  const db = new Kysely<BankTables>({ dialect: engine.dialect });
  return { db, engine, close: () => db.destroy() };
}

/**
 * Opens the bank's database, making it where there is none and bringing an older one up to date.
 *
 * @param path of a file, or `:memory:`.
 * @throws AppError `BANK_DATABASE_NEWER`.
 */
export async function openBankDatabase(path: string, clock: Clock): Promise<BankDatabase> {
  const database = connectBankDatabase(path);
  try {
    await migrate(database.db, database.engine, clock);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
