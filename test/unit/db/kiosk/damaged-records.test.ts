import SqliteDatabase from 'better-sqlite3';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { openRecords, recordsFolder } from '../../../../db/kiosk/records-folder.ts';
import { orderIdOf, writeRecordsOfOld } from '../../../support/records-of-old.ts';

const at = '2026-03-02T10:00:00.000Z';
const PAGE = 4096;
const ORDERS = 24;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damaged-records-'));
  path = recordsFolder(folder).database;
  writeRecordsOfOld(path, ORDERS);
  openRecords(recordsFolder(folder), at).close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The code with which the records are refused; `open` where they are taken. */
function opening(): string {
  try {
    openRecords(recordsFolder(folder), at).close();
    return 'open';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

/** All that the tables hold, for telling whether anything of it changed. */
function contents(): string {
  const db = new SqliteDatabase(path, { readonly: true });
  try {
    const tables = db
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
      .pluck()
      .all();
    return JSON.stringify(
      tables.map((table) => db.prepare(`SELECT * FROM "${String(table)}"`).all()),
    );
  } catch (error) {
    return String(error);
  } finally {
    db.close();
  }
}

/** Opens for writing and does something; what it did stays in the journal if `keepJournal` copies it before the close. */
function work(action: (db: SqliteDatabase.Database) => void, keepJournal = false): Buffer {
  const db = openRecords(recordsFolder(folder), at);
  db.pragma('wal_autocheckpoint = 0');
  action(db);
  const journal = keepJournal ? readFileSync(`${path}-wal`) : Buffer.alloc(0);
  const main = readFileSync(path);
  db.close();
  // As a power cut leaves it: the file without what is in the journal, and the journal beside it.
  if (keepJournal) {
    writeFileSync(path, main);
    writeFileSync(`${path}-wal`, journal);
    rmSync(`${path}-shm`, { force: true });
  }
  return journal;
}

const addAct = (db: SqliteDatabase.Database) =>
  db
    .prepare(
      `INSERT INTO acts (kind, order_id, boot_id, intent, started_at) VALUES ('pick.started', ?, 'b', '{}', ?)`,
    )
    .run(orderIdOf(ORDERS), at);

/** Pages of a table or index that hold rows. */
function pagesOf(name: string): number[] {
  const db = new SqliteDatabase(path, { readonly: true });
  const pages = db.prepare(`SELECT pageno FROM dbstat WHERE name = ?`).pluck().all(name);
  db.close();
  return pages.map(Number);
}

describe('records that were cut, zeroed, or went back', () => {
  test('every page that is zeroed is noticed, or belonged to nothing', () => {
    const whole = readFileSync(path);
    const before = contents();
    const passed: number[] = [];
    for (let page = 0; page * PAGE < whole.length; page += 1) {
      const bytes = Buffer.from(whole);
      bytes.fill(0, page * PAGE, (page + 1) * PAGE);
      writeFileSync(path, bytes);
      const code = opening();
      const isTouched = code !== 'open' && !readFileSync(path).equals(bytes);
      if (isTouched || (code === 'open' && contents() !== before)) passed.push(page + 1);
      for (const name of readdirSync(folder)) {
        if (name.endsWith('-wal') || name.endsWith('-shm')) rmSync(join(folder, name));
      }
    }
    expect({ pages: whole.length / PAGE > 40, passed }).toEqual({ pages: true, passed: [] });
  });

  test('a file that was cut anywhere is refused, and stays as it is', () => {
    const whole = readFileSync(path);
    const codes = new Set<string>();
    for (let length = whole.length - 1; length >= 0; length -= Math.ceil(whole.length / 37)) {
      writeFileSync(path, whole.subarray(0, length));
      codes.add(opening());
      expect(readFileSync(path).length).toBe(length);
    }
    writeFileSync(path, '');
    codes.add(opening());
    expect([...codes].filter((code) => !code.startsWith('KIOSK_DB_'))).toEqual([]);
    expect(codes.has('KIOSK_DB_MISSING')).toBe(true);
  });

  test('a file that is gone is missed, and none is made in its place', () => {
    rmSync(path);
    expect(opening()).toBe('KIOSK_DB_MISSING');
    expect(readdirSync(folder).includes('kiosk.sqlite')).toBe(false);
  });

  test('a witness that no longer reads still tells that there were records', () => {
    writeFileSync(recordsFolder(folder).witness, 'torn');
    rmSync(path);
    expect(opening()).toBe('KIOSK_DB_MISSING');
  });

  test('a journal without its file is not thrown away', () => {
    const journal = work(addAct, true);
    rmSync(recordsFolder(folder).witness);
    truncateSync(path, 0);
    expect(opening()).toBe('KIOSK_DB_MISSING');
    expect(readFileSync(`${path}-wal`).equals(journal)).toBe(true);
  });

  test('what is in the journal only is there after a power cut', () => {
    work(addAct, true);
    const db = openRecords(recordsFolder(folder), at);
    expect(db.prepare('SELECT max(act_id) AS n FROM acts').get()).toEqual({
      n: 4 * (ORDERS - 1) + 1,
    });
    db.close();
  });

  test('a journal that is lost after its witness was written is noticed', () => {
    work((db) => {
      addAct(db);
      openRecords(recordsFolder(folder), at).close();
    }, true);
    rmSync(`${path}-wal`);
    expect(opening()).toBe('KIOSK_DB_ROLLED_BACK');
  });

  test('a journal that is cut gives back a whole transaction or none, and what its witness saw is missed', () => {
    const codes = new Set<string>();
    const journal = work((db) => {
      for (let n = 0; n < 5; n += 1) addAct(db);
      openRecords(recordsFolder(folder), at).close();
    }, true);
    const main = readFileSync(path);
    for (let length = journal.length; length >= 0; length -= 1500) {
      writeFileSync(path, main);
      writeFileSync(`${path}-wal`, journal.subarray(0, length));
      rmSync(`${path}-shm`, { force: true });
      codes.add(length === journal.length ? `whole: ${opening()}` : opening());
    }
    expect([...codes].toSorted()).toEqual(['KIOSK_DB_ROLLED_BACK', 'whole: open']);
  });

  test('an older file put in the place of the records is noticed', () => {
    const older = readFileSync(path);
    work(addAct);
    openRecords(recordsFolder(folder), at).close();
    writeFileSync(path, older);
    expect(opening()).toBe('KIOSK_DB_ROLLED_BACK');
  });

  test('a lost write of one page of acts, ledger, orders or reports is noticed without the witness', () => {
    const older = readFileSync(path);
    work((db) => {
      for (let n = 0; n < 40; n += 1) addAct(db);
      db.prepare(`UPDATE orders SET version = 9 WHERE order_id = ?`).run(orderIdOf(ORDERS));
      db.prepare(
        `INSERT INTO effects (order_id, order_version, body, created_at) VALUES (?, 9, '{}', ?)`,
      ).run(orderIdOf(ORDERS), at);
      db.prepare(
        `INSERT INTO events (at, kind, order_id, detail) VALUES (?, 'order.placed', ?, '{}')`,
      ).run(at, orderIdOf(ORDERS));
    });
    rmSync(recordsFolder(folder).witness);
    const newer = readFileSync(path);
    copyFileSync(path, join(folder, 'newer'));
    const unnoticed: string[] = [];
    for (const table of ['acts', 'orders', 'effects', 'events', 'sqlite_sequence']) {
      for (const page of pagesOf(table)) {
        const offset = (page - 1) * PAGE;
        if (offset + PAGE > older.length) continue;
        const old = older.subarray(offset, offset + PAGE);
        if (newer.subarray(offset, offset + PAGE).equals(old)) continue;
        const bytes = Buffer.from(newer);
        old.copy(bytes, offset);
        writeFileSync(path, bytes);
        if (opening() === 'open') unnoticed.push(`${table} ${page}`);
        rmSync(recordsFolder(folder).witness, { force: true });
      }
    }
    expect(unnoticed).toEqual([]);
  });
});
