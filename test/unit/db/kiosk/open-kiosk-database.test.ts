import SqliteDatabase from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { migrations } from '../../../../db/kiosk/migrations/index.ts';
import {
  openKioskDatabase,
  openKioskDatabaseForReading,
} from '../../../../db/kiosk/open-kiosk-database.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiosk-db-'));
  path = join(folder, 'kiosk.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'no error';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

describe('opening the records of a kiosk', () => {
  test('a new file gets the newest form, survives power cuts, and is readable by its owner alone', () => {
    const db = openKioskDatabase(path);
    expect({
      version: db.pragma('user_version', { simple: true }),
      journal: db.pragma('journal_mode', { simple: true }),
      synchronous: db.pragma('synchronous', { simple: true }),
      foreignKeys: db.pragma('foreign_keys', { simple: true }),
      mode: statSync(path).mode & 0o777,
    }).toEqual({
      version: migrations.length,
      journal: 'wal',
      synchronous: 2,
      foreignKeys: 1,
      mode: 0o600,
    });
    db.close();
  });

  test('every table is STRICT', () => {
    const db = openKioskDatabase(path);
    const loose = db
      .prepare(
        `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
        AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
      )
      .all();
    expect(loose).toEqual([]);
    db.close();
  });

  test('an older file with rows is brought forward, and its rows stay', () => {
    const first = openKioskDatabase(path, migrations);
    first.prepare(`INSERT INTO settings (name, value) VALUES ('a', '1')`).run();
    first.close();
    const next = openKioskDatabase(path, [
      ...migrations,
      `ALTER TABLE settings ADD COLUMN note TEXT NOT NULL DEFAULT ''`,
    ]);
    expect(next.prepare('SELECT * FROM settings').all()).toEqual([
      { name: 'a', value: '1', note: '' },
    ]);
    expect(next.pragma('user_version', { simple: true })).toBe(migrations.length + 1);
    next.close();
  });

  test('a migration that fails leaves the file as it was', () => {
    openKioskDatabase(path).close();
    const broken = [...migrations, 'CREATE TABLE extra (a TEXT) STRICT; SELECT broken;'];
    expect(codeOf(() => openKioskDatabase(path, broken))).toBe('KIOSK_DB_UNREADABLE');
    const db = openKioskDatabase(path);
    expect(
      db.prepare(`SELECT count(*) AS n FROM sqlite_master WHERE name = 'extra'`).get(),
    ).toEqual({
      n: 0,
    });
    db.close();
  });

  test('a file of a later edition is refused and left as it is', () => {
    openKioskDatabase(path, [...migrations, 'CREATE TABLE later (a TEXT) STRICT']).close();
    const before = readFileSync(path);
    expect(codeOf(() => openKioskDatabase(path))).toBe('KIOSK_DB_NEWER');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a file that is no database is refused and left as it is', () => {
    writeFileSync(path, 'not a database at all, but long enough to be looked at'.repeat(40));
    const before = readFileSync(path);
    expect(codeOf(() => openKioskDatabase(path))).toBe('KIOSK_DB_UNREADABLE');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a damaged file is refused', () => {
    const db = openKioskDatabase(path);
    for (let n = 0; n < 200; n += 1) {
      db.prepare('INSERT INTO settings (name, value) VALUES (?, ?)').run(`n${n}`, 'x'.repeat(900));
    }
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, bytes.length - 8192);
    writeFileSync(path, bytes);
    expect(codeOf(() => openKioskDatabase(path))).toBe('KIOSK_DB_DAMAGED');
  });

  test('a reader cannot write', () => {
    openKioskDatabase(path).close();
    const db = openKioskDatabaseForReading(path);
    expect(() => db.prepare(`INSERT INTO settings VALUES ('a', '1')`).run()).toThrow(
      SqliteDatabase.SqliteError,
    );
    db.close();
  });
});
