import SqliteDatabase, { type Statement } from 'better-sqlite3';
import { closeSync, openSync } from 'node:fs';
import { AppError } from '../../app/foundation/errors.ts';
import { inTransaction, type ReadableDb, type WritableDb } from './kiosk-database.ts';
import { migrations as allMigrations } from './migrations/index.ts';

/**
 * Opens a kiosk's records, brings them to the newest form and checks that they are sound. What is committed survives a
 * power cut: `WAL` with `synchronous=FULL`.
 *
 * @param path the file, or `:memory:` for records that end with the connection.
 * @param migrations the forms, for tests of a migration; the product's own by default.
 * @throws AppError `KIOSK_DB_NEWER`, `KIOSK_DB_DAMAGED`, `KIOSK_DB_UNREADABLE`; the file is then as it was.
 */
export function openKioskDatabase(
  path: string,
  migrations: readonly string[] = allMigrations,
): WritableDb {
  const db = openFile(path);
  try {
    refuseNewer(db, migrations.length);
    checkIntegrity(db);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    migrate(db, migrations);
    rememberStatements(db);
    return db;
  } catch (error) {
    db.close();
    throw error instanceof AppError ? error : unreadable(error);
  }
}

/** Opens the records for reading only: what a report or a test looks at while the controller runs. */
export function openKioskDatabaseForReading(path: string): ReadableDb {
  try {
    return new SqliteDatabase(path, { readonly: true, fileMustExist: true }) as ReadableDb;
  } catch (error) {
    throw unreadable(error);
  }
}

function openFile(path: string): WritableDb {
  try {
    // The file holds the kiosk's private key: nobody else may read it, from its first moment on.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
    return new SqliteDatabase(path, { timeout: 5000 }) as WritableDb;
  } catch (error) {
    throw unreadable(error);
  }
}

function versionOf(db: WritableDb): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function refuseNewer(db: WritableDb, known: number): void {
  const version = versionOf(db);
  if (version <= known) return;
  throw new AppError('KIOSK_DB_NEWER', 'These records were written by a later edition.', {
    remedy: 'call-attendant',
    context: { version, known },
  });
}

function checkIntegrity(db: WritableDb): void {
  const found = db.pragma('integrity_check', { simple: true });
  const strays = db.pragma('foreign_key_check');
  if (found === 'ok' && Array.isArray(strays) && strays.length === 0) return;
  throw new AppError('KIOSK_DB_DAMAGED', 'The records of this machine are damaged.', {
    remedy: 'call-attendant',
    context: { found },
  });
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

function unreadable(cause: unknown): AppError {
  const code =
    cause instanceof SqliteDatabase.SqliteError && cause.code === 'SQLITE_CORRUPT'
      ? 'KIOSK_DB_DAMAGED'
      : 'KIOSK_DB_UNREADABLE';
  return new AppError(code, 'The records of this machine cannot be opened.', {
    remedy: 'call-attendant',
    cause,
  });
}
