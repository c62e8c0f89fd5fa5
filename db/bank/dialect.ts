import { chmodSync, closeSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { type Dialect, type RawBuilder, SqliteDialect, sql } from 'kysely';

/** What differs between engines, in one place. A second engine is a second value of this type. */
export interface BankEngine {
  readonly dialect: Dialect;
  /** Column type of bytes: `blob`, or `bytea`. */
  readonly bytes: 'blob' | 'bytea';
  /** What ends a `create table`: SQLite needs `strict` to keep its column types. */
  readonly tableEnd: RawBuilder<unknown>;
}

/**
 * SQLite in one file, readable by its owner alone. `WAL` lets readers and the writer go on together; with
 * `synchronous=FULL` what was answered survives a power cut.
 */
export function sqliteEngine(path: string): BankEngine {
  if (path !== ':memory:') {
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  }
  const database = new Sqlite(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  return {
    dialect: new SqliteDialect({ database }),
    bytes: 'blob',
    tableEnd: sql`strict`,
  };
}
