import SqliteDatabase, { type Statement } from 'better-sqlite3';
import { closeSync, openSync, statSync } from 'node:fs';
import { AppError } from '../../app/foundation/errors.ts';
import { checkRecords, unreadableRecords, versionOf } from './check-records.ts';
import { inTransaction, type ReadableDb, type WritableDb } from './kiosk-database.ts';
import { migrations as allMigrations } from './migrations/index.ts';
import type { Witness } from './witness.ts';

/**
 * Opens a kiosk's records, brings them to the newest form and checks that they are sound. What is committed survives a
 * power cut: `WAL` with `synchronous=FULL`.
 *
 * @param path the file, or `:memory:` for records that end with the connection.
 * @param migrations the forms, for tests of a migration; the product's own by default.
 * @param witness how far the records were before; null where nobody knows.
 * @throws AppError `KIOSK_DB_NEWER`, `KIOSK_DB_DAMAGED`, `KIOSK_DB_UNREADABLE`, `KIOSK_DB_ROLLED_BACK`; the file is then as it was.
 */
export function openKioskDatabase(
  path: string,
  migrations: readonly string[] = allMigrations,
  witness: Witness | null = null,
): WritableDb {
  // First for reading alone: a connection that may write would write what is in the journal into the file.
  if (holdsSomething(path)) checkRecords(path, migrations.length, witness);
  const db = openFile(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    migrate(db, migrations);
    rememberStatements(db);
    return db;
  } catch (error) {
    db.close();
    throw error instanceof AppError ? error : unreadableRecords(error);
  }
}

/** Opens the records for reading only: what a report or a test looks at while the controller runs. */
export function openKioskDatabaseForReading(path: string): ReadableDb {
  try {
    return new SqliteDatabase(path, { readonly: true, fileMustExist: true }) as ReadableDb;
  } catch (error) {
    throw unreadableRecords(error);
  }
}

/** Whether a file is there that is not empty. */
export function holdsSomething(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function openFile(path: string): WritableDb {
  try {
    // The file holds the kiosk's private key: nobody else may read it, from its first moment on.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
    return new SqliteDatabase(path, { timeout: 5000 }) as WritableDb;
  } catch (error) {
    throw unreadableRecords(error);
  }
}

function migrate(db: WritableDb, migrations: readonly string[]): void {
  for (const [index, sql] of migrations.entries()) {
    if (index < versionOf(db)) continue;
    inTransaction(db, () => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    });
  }
}

/**
 * The kiosk's queries are few and fixed: each is compiled once for the life of the connection, where better-sqlite3 would
 * compile it at every `prepare`.
 */
function rememberStatements(db: WritableDb): void {
  const compile = db.prepare.bind(db);
  const known = new Map<string, Statement>();
  const prepare = (sql: string): Statement => {
    const statement = known.get(sql) ?? compile(sql);
    known.set(sql, statement);
    return statement;
  };
  Object.assign(db, { prepare });
}
