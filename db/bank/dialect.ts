import { chmodSync, closeSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import {
  type Dialect,
  type RawBuilder,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
  sql,
} from 'kysely';

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
  writeAhead(database);
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  return {
    dialect: new SqliteDialect({ database: new PreparedOnce(database) }),
    bytes: 'blob',
    tableEnd: sql`strict`,
  };
}

/** How long and how often a process waits for another that makes the same file. */
const AGAIN_MS = 20;
const TRIES = 100;

/**
 * Changes the file to WAL, which it stays. Of two processes that change a new file at once, SQLite may turn one away at once,
 * whatever its `busy_timeout` (observed, SQLite of better-sqlite3 12.11.1): that one asks again.
 */
function writeAhead(database: Sqlite.Database): void {
  const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 1; ; tries += 1) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || tries === TRIES) throw error;
      Atomics.wait(nobodyWakes, 0, 0, AGAIN_MS);
    }
  }
}

/** The bank's queries are some hundred; those with lists of values in them could be any number. */
const MAX_STATEMENTS = 500;

/**
 * Keeps statements prepared, for as long as the schema stays: to prepare one takes longer than to run it. What is asked before
 * each block takes 8 us of a core so, against 35 us (measured 2026-11-21, file in the page cache). Results are not streamed, so a
 * statement is never asked again while it still runs.
 */
class PreparedOnce implements SqliteDatabase {
  readonly #database: Sqlite.Database;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: Sqlite.Database) {
    this.#database = database;
  }

  prepare(text: string): SqliteStatement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const isSchema = /^(create|alter|drop)\s/i.test(text);
    if (isSchema || this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(text);
    if (!isSchema) this.#statements.set(text, statement);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}
