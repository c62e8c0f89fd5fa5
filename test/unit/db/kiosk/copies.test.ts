import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { checkCopyAside, checkRecords } from '../../../../db/kiosk/check-records.ts';
import {
  copyRecords,
  findCopies,
  getCopy,
  pruneCopies,
  repeatCopy,
} from '../../../../db/kiosk/copies.ts';
import type { WritableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { migrations } from '../../../../db/kiosk/migrations/index.ts';
import { openKioskDatabase } from '../../../../db/kiosk/open-kiosk-database.ts';
import { openRecords, recordsFolder } from '../../../../db/kiosk/records-folder.ts';
import {
  askToBeginAnew,
  askToRestore,
  finishReplacement,
} from '../../../../db/kiosk/replacement.ts';
import { writeRecordsOfOld } from '../../../support/records-of-old.ts';

const at = '2026-03-02T10:00:00.000Z';
const later = '2026-03-03T10:00:00.000Z';
let folder: string;
let copies: string;
let db: WritableDb;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiosk-copies-'));
  copies = join(folder, 'copies');
  writeRecordsOfOld(recordsFolder(folder).database, 4);
  db = openRecords(recordsFolder(folder), at);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const addEvent = (to: WritableDb, kind: string) =>
  to.prepare(`INSERT INTO events (at, kind, detail) VALUES (?, ?, '{}')`).run(at, kind);
const eventsOf = (of: WritableDb, kind: string) =>
  of.prepare('SELECT count(*) FROM events WHERE kind = ?').pluck().get(kind);
const codeOf = (action: () => unknown) => {
  try {
    action();
    return 'no error';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
};

describe('a copy of the records', () => {
  test('is made while they are written, is one whole file, and is its owner’s alone', async () => {
    const making = copyRecords(db, copies, 'hand', at);
    for (let n = 0; n < 50; n += 1) addEvent(db, 'written-meanwhile');
    const copy = await making;
    expect({ ...copy, bytes: copy.bytes > 0 }).toEqual({
      name: 'hand-20260302T100000.000Z.sqlite',
      path: join(copies, 'hand-20260302T100000.000Z.sqlite'),
      occasion: 'hand',
      at,
      bytes: true,
    });
    expect(statSync(copy.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(copies)).toEqual([copy.name]);
    checkRecords(copy.path, migrations.length, null);
    expect(eventsOf(db, 'written-meanwhile')).toBe(50);
  });

  test('of damaged records is none, and whatever looks it through ends', async () => {
    const part = join(folder, 'part.sqlite');
    await db.backup(part);
    const bytes = readFileSync(part);
    bytes.fill(0, 3 * 4096, 5 * 4096);
    writeFileSync(part, bytes);
    await expect(checkCopyAside(part, migrations.length)).rejects.toMatchObject({
      code: 'KIOSK_DB_DAMAGED',
    });
    writeFileSync(part, 'no database');
    await expect(checkCopyAside(part, migrations.length)).rejects.toMatchObject({
      code: 'KIOSK_DB_UNREADABLE',
    });
  });

  test('that cannot be made leaves nothing behind', async () => {
    mkdirSync(copies);
    writeFileSync(join(folder, 'file'), '');
    await expect(copyRecords(db, join(folder, 'file'), 'hand', at)).rejects.toMatchObject({
      code: 'KIOSK_COPY_FAILED',
    });
    expect(readdirSync(copies)).toEqual([]);
  });

  test('is kept until seven newer ones of its occasion are there', async () => {
    for (let day = 1; day <= 9; day += 1) {
      await copyRecords(db, copies, 'night', `2026-03-0${day}T03:00:00.000Z`);
    }
    await copyRecords(db, copies, 'hand', '2026-02-01T03:00:00.000Z');
    writeFileSync(join(copies, 'notes.txt'), 'somebody’s');
    pruneCopies(copies);
    expect(findCopies(copies).map(({ at: made }) => made.slice(5, 10))).toEqual([
      '03-09',
      '03-08',
      '03-07',
      '03-06',
      '03-05',
      '03-04',
      '03-03',
      '02-01',
    ]);
    expect(existsSync(join(copies, 'notes.txt'))).toBe(true);
  });

  test('is put into a second folder too, whole', async () => {
    const second = join(folder, 'second');
    const copy = await copyRecords(db, copies, 'hand', at);
    await repeatCopy(copy, second);
    expect(readFileSync(join(second, copy.name)).equals(readFileSync(copy.path))).toBe(true);
    expect(readdirSync(second)).toEqual([copy.name]);
    expect(statSync(join(second, copy.name)).mode & 0o777).toBe(0o600);
  });

  test('is asked for by the name that it has', async () => {
    await copyRecords(db, copies, 'hand', at);
    for (const name of ['..', '../kiosk.sqlite', 'hand-20260302T100000.001Z.sqlite']) {
      expect(codeOf(() => getCopy(copies, name))).toBe('KIOSK_COPY_UNKNOWN');
    }
  });
});

describe('putting a copy in the place of the records', () => {
  test('sets them aside, goes on from the copy, and says so in a later epoch', async () => {
    db.prepare(`INSERT INTO boots (boot_id, started_at, after) VALUES ('boot', ?, 'nothing')`).run(
      at,
    );
    const copy = await copyRecords(db, copies, 'hand', at);
    addEvent(db, 'after-the-copy');
    db.close();
    askToRestore(recordsFolder(folder), copy, later);
    expect(finishReplacement(recordsFolder(folder))).toBe('restore');
    expect(finishReplacement(recordsFolder(folder))).toBe(null);
    db = openRecords(recordsFolder(folder), later);
    expect({
      after: eventsOf(db, 'after-the-copy'),
      restored: eventsOf(db, 'records.restored'),
      epoch: db.prepare(`SELECT value FROM settings WHERE name = 'epoch'`).pluck().get(),
      // A copy of records at work tells of no power loss.
      lastEnd: db.prepare('SELECT ended_at FROM boots').pluck().get(),
      aside: readdirSync(join(folder, 'set-aside', '20260303T100000.000Z-before-restore')).filter(
        (name) => !/-(wal|shm)$/.test(name),
      ),
    }).toEqual({
      after: 0,
      restored: 1,
      epoch: '2',
      lastEnd: at,
      aside: ['kiosk.sqlite', 'kiosk.witness'],
    });
    const aside = join(folder, 'set-aside', '20260303T100000.000Z-before-restore', 'kiosk.sqlite');
    const before = openKioskDatabase(aside);
    expect(eventsOf(before, 'after-the-copy')).toBe(1);
    before.close();
  });

  test('the same copy a second time is a later epoch again', async () => {
    const copy = await copyRecords(db, copies, 'hand', at);
    db.close();
    for (const when of [later, '2026-03-04T10:00:00.000Z']) {
      askToRestore(recordsFolder(folder), copy, when);
      finishReplacement(recordsFolder(folder));
      db = openRecords(recordsFolder(folder), when);
      db.close();
    }
    db = openRecords(recordsFolder(folder), later);
    expect(db.prepare(`SELECT value FROM settings WHERE name = 'epoch'`).pluck().get()).toBe('3');
  });

  test('can be cut off after every step and done to its end by the next start', async () => {
    const copy = await copyRecords(db, copies, 'hand', at);
    db.close();
    const records = recordsFolder(folder);
    askToRestore(records, copy, later);
    const aside = join(folder, 'set-aside', '20260303T100000.000Z-before-restore');
    // The records are set aside, the copy is not in their place yet.
    mkdirSync(aside, { recursive: true });
    copyFileSync(records.database, join(aside, 'kiosk.sqlite'));
    rmSync(records.database);
    expect(finishReplacement(records)).toBe('restore');
    // It is in their place, and the request still stands.
    const request = readFileSync(join(aside, 'kiosk.witness'));
    expect(request.length > 0).toBe(true);
    writeFileSync(
      join(folder, 'kiosk.replace'),
      JSON.stringify({ form: 1, does: 'restore', setAside: '20260303T100000.000Z-before-restore' }),
    );
    expect(finishReplacement(records)).toBe('restore');
    db = openRecords(records, later);
    expect(eventsOf(db, 'records.restored')).toBe(1);
  });

  test('a damaged copy, or one of a later edition, is refused, and nothing is asked', async () => {
    const copy = await copyRecords(db, copies, 'hand', at);
    const whole = readFileSync(copy.path);
    writeFileSync(copy.path, whole.subarray(0, whole.length / 2));
    expect(codeOf(() => askToRestore(recordsFolder(folder), copy, later))).toMatch(
      /^KIOSK_DB_(DAMAGED|UNREADABLE)$/,
    );
    writeFileSync(copy.path, whole);
    const newer = openKioskDatabase(copy.path, [
      ...migrations,
      'CREATE TABLE later (a TEXT) STRICT',
    ]);
    newer.close();
    expect(codeOf(() => askToRestore(recordsFolder(folder), copy, later))).toBe('KIOSK_DB_NEWER');
    expect(finishReplacement(recordsFolder(folder))).toBe(null);
    expect(readdirSync(folder).filter((name) => name.includes('.next'))).toEqual([]);
  });

  test('beginning anew sets everything aside, and the next start is a first one', () => {
    db.close();
    const records = recordsFolder(folder);
    rmSync(records.database);
    expect(codeOf(() => openRecords(records, later))).toBe('KIOSK_DB_MISSING');
    askToBeginAnew(records, later);
    expect(finishReplacement(records)).toBe('begin-anew');
    db = openRecords(records, later);
    expect(db.prepare('SELECT count(*) FROM orders').pluck().get()).toBe(0);
    expect(
      readdirSync(join(folder, 'set-aside', '20260303T100000.000Z-before-beginning-anew')),
    ).toEqual(['kiosk.witness']);
  });
});
