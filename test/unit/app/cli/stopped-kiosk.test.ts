import {
  existsSync,
  linkSync,
  symlinkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  backUpKept,
  beginAnewKept,
  checkKept,
  restoreKept,
  retireKept,
} from '../../../../app/cli/records/stopped-kiosk.ts';
import { isAppError } from '../../../../app/foundation/errors.ts';
import {
  keepingFolders,
  type KeepingFolders,
} from '../../../../app/kiosk/controller/keeping/folders.ts';
import { openKeptRecords } from '../../../../app/kiosk/controller/keeping/open-records.ts';
import { wipe } from '../../../../app/kiosk/controller/keeping/retirement.ts';
import { writeRecordsOfOld } from '../../../support/records-of-old.ts';

const at = '2026-03-02T10:00:00.000Z';
let root: string;
let folders: KeepingFolders;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stopped-kiosk-'));
  folders = keepingFolders(join(root, 'kiosk'), join(root, 'second'));
  mkdirSync(join(root, 'kiosk', 'spool'), { recursive: true });
  mkdirSync(join(root, 'kiosk', 'machine'));
  writeFileSync(join(root, 'kiosk', 'machine', 'world.json'), '{}');
  writeFileSync(join(root, 'kiosk', 'spool', 'film'), Buffer.alloc(3_000_000, 7));
  writeRecordsOfOld(folders.records.database, 3);
  openKeptRecords(folders, at).close();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'no error';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

test('the records of a stopped kiosk are checked as a start does, and left as they are', () => {
  const before = readFileSync(folders.records.database);
  expect(codeOf(() => checkKept(folders))).toBe('no error');
  expect(readFileSync(folders.records.database).equals(before)).toBe(true);
  writeFileSync(folders.records.database, before.subarray(0, 9000));
  expect(codeOf(() => checkKept(folders))).toMatch(/^KIOSK_DB_(DAMAGED|UNREADABLE)$/);
  rmSync(folders.records.database);
  expect(codeOf(() => checkKept(folders))).toBe('KIOSK_DB_MISSING');
  rmSync(folders.records.witness);
  expect(codeOf(() => checkKept(folders))).toBe('RECORDS_NONE');
});

test('a copy lies in both folders, and takes the place of damaged records', async () => {
  const { name } = await backUpKept(folders);
  expect([readdirSync(folders.copies), readdirSync(join(root, 'second'))]).toEqual([
    [name],
    [name],
  ]);
  writeFileSync(folders.records.database, 'damaged');
  restoreKept(folders, name);
  expect(codeOf(() => checkKept(folders))).toBe('no error');
  expect(codeOf(() => restoreKept(folders, 'other'))).toBe('KIOSK_COPY_UNKNOWN');
});

test('beginning anew and retiring want the name, typed', () => {
  expect(codeOf(() => beginAnewKept(folders, ''))).toBe('KIOSK_NAME_WRONG');
  expect(codeOf(() => retireKept(folders, 'kiosk'))).toBe('KIOSK_NAME_WRONG');
  expect(codeOf(() => checkKept(folders))).toBe('no error');
});

test('a retired kiosk leaves nothing of its own, in either folder, and no start works with it again', async () => {
  await backUpKept(folders);
  writeFileSync(join(root, 'second', 'notes.txt'), 'somebody’s');
  retireKept(folders, 'Scripted kiosk');
  expect(readdirSync(join(root, 'kiosk')).toSorted()).toEqual(['kiosk.retired', 'machine']);
  expect(readdirSync(join(root, 'second'))).toEqual(['notes.txt']);
  expect(codeOf(() => openKeptRecords(folders, at))).toBe('KIOSK_RETIRED');
  expect(existsSync(folders.records.database)).toBe(false);
  // Whatever its mark says by now, it is there.
  writeFileSync(join(root, 'kiosk', 'kiosk.retired'), 'torn');
  expect(codeOf(() => openKeptRecords(folders, at))).toBe('KIOSK_RETIRED');
});

test('a wipe that was cut off is done to its end by the next start', () => {
  writeFileSync(
    join(root, 'kiosk', 'kiosk.retired'),
    JSON.stringify({ form: 1, at, kioskName: 'Scripted kiosk', isWiped: false }),
  );
  expect(codeOf(() => openKeptRecords(folders, at))).toBe('KIOSK_RETIRED');
  expect(readdirSync(join(root, 'kiosk')).toSorted()).toEqual(['kiosk.retired', 'machine']);
});

test('what is wiped is emptied before its name goes, and no link is followed', () => {
  const film = join(root, 'kiosk', 'spool', 'film');
  const other = join(root, 'other-name');
  // A second name for the same bytes shows what became of them.
  linkSync(film, other);
  writeFileSync(join(root, 'elsewhere'), 'kept');
  symlinkSync(join(root, 'elsewhere'), join(root, 'kiosk', 'spool', 'away'));
  wipe(join(root, 'kiosk', 'spool'));
  expect(readFileSync(other).length).toBe(0);
  expect(readFileSync(join(root, 'elsewhere'), 'utf8')).toBe('kept');
  expect(existsSync(join(root, 'kiosk', 'spool'))).toBe(false);
});
