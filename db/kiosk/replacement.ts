import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../app/foundation/errors.ts';
import { putInOneFile, removeBeside, syncFile } from './copies.ts';
import { inTransaction, type WritableDb } from './kiosk-database.ts';
import { openKioskDatabase, openKioskDatabaseForReading } from './open-kiosk-database.ts';
import type { RecordsFolder } from './records-folder.ts';
import { readWitness, syncFolder, witnessOf, writeDurably } from './witness.ts';

/**
 * Putting other records in the place of the present ones, in two parts: everything is made ready and asked for in one small file;
 * the next start does it. A power cut anywhere leaves either the old records and nothing asked, or what was asked, which the start
 * after it does to its end. Nothing is deleted: what was there lies in `set-aside/`.
 */
const requestSchema = z.strictObject({
  form: z.literal(1),
  does: z.enum(['restore', 'begin-anew']),
  /** The folder in `set-aside` for what was there. */
  setAside: z.string().regex(/^[\w.-]+$/),
});
type Request = z.infer<typeof requestSchema>;

/** What a restored file says about itself until the program has dealt with it. */
export const restoredSchema = z.strictObject({
  at: z.string(),
  /** The copy's name. */
  from: z.string(),
  /** When it was made: everything after it is not in these records. */
  copiedAt: z.string(),
});
export type Restored = z.infer<typeof restoredSchema>;
export const RESTORED = 'restored';
export const EPOCH = 'epoch';

const requestPath = (records: RecordsFolder) => join(records.folder, 'kiosk.replace');
const nextPath = (records: RecordsFolder) => `${records.database}.next`;
export const setAsideFolder = (records: RecordsFolder) => join(records.folder, 'set-aside');

/**
 * Makes a copy ready to take the place of the records, and asks the next start for it. The copy itself stays as it is.
 *
 * @throws AppError `KIOSK_DB_…` where the copy is damaged or of a later edition; nothing is asked then.
 */
export function askToRestore(
  records: RecordsFolder,
  copy: { readonly path: string; readonly name: string; readonly at: string },
  at: string,
): void {
  const next = nextPath(records);
  rmSync(next, { force: true });
  removeBeside(next);
  closeSync(openSync(next, 'wx', 0o600));
  copyFileSync(copy.path, next);
  try {
    const db = openKioskDatabase(next);
    try {
      tellRestored(db, { at, from: copy.name, copiedAt: copy.at }, highestEpoch(records));
    } finally {
      db.close();
    }
    putInOneFile(next);
    syncFile(next);
  } catch (error) {
    rmSync(next, { force: true });
    removeBeside(next);
    throw error;
  }
  ask(records, { form: 1, does: 'restore', setAside: folderName(at, 'before-restore') });
}

/** Asks the next start to set the records aside and begin with empty ones. */
export function askToBeginAnew(records: RecordsFolder, at: string): void {
  ask(records, { form: 1, does: 'begin-anew', setAside: folderName(at, 'before-beginning-anew') });
}

/**
 * Does what was asked for, at a start before the records are opened. Can be cut off anywhere and done again.
 *
 * @returns what it did; null where nothing was asked.
 * @throws AppError `KIOSK_REPLACE_UNREADABLE`
 */
export function finishReplacement(records: RecordsFolder): Request['does'] | null {
  const request = readRequest(records);
  if (request === null) return null;
  const next = nextPath(records);
  // Where the next file is gone from its name it has taken its place already.
  if (request.does === 'begin-anew' || existsSync(next)) {
    const aside = join(setAsideFolder(records), request.setAside);
    mkdirSync(aside, { recursive: true, mode: 0o700 });
    for (const path of [...records.besideDatabase, records.witness, records.database]) {
      if (existsSync(path)) renameSync(path, join(aside, basename(path)));
    }
    syncFolder(aside);
    syncFolder(setAsideFolder(records));
    if (request.does === 'restore') renameSync(next, records.database);
    syncFolder(records.folder);
  }
  rmSync(requestPath(records), { force: true });
  syncFolder(records.folder);
  return request.does;
}

/** The records go on from a copy: their epoch is above every one that this machine, or the copy, ever had. */
function tellRestored(db: WritableDb, restored: Restored, known: number): void {
  const epoch = Math.max(known, witnessOf(db, restored.at).epoch) + 1;
  inTransaction(db, () => {
    const put = db.prepare(
      `INSERT INTO settings (name, value) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    );
    put.run(EPOCH, JSON.stringify(epoch));
    put.run(RESTORED, JSON.stringify(restored));
    // The start under which the copy was made has no end in it: that is no power loss.
    db.prepare(
      `UPDATE boots SET ended_at = ? WHERE ended_at IS NULL AND rowid = (SELECT max(rowid) FROM boots)`,
    ).run(restored.copiedAt);
    db.prepare(`INSERT INTO events (at, kind, order_id, detail) VALUES (?, ?, NULL, ?)`).run(
      restored.at,
      'records.restored',
      JSON.stringify({ from: restored.from, copiedAt: restored.copiedAt, epoch }),
    );
  });
}

/** Of the present records, by whatever of them still tells; 0 where nothing does. */
function highestEpoch(records: RecordsFolder): number {
  const found = readWitness(records.witness);
  const witnessed = found.is === 'readable' ? found.witness.epoch : 0;
  try {
    const db = openKioskDatabaseForReading(records.database);
    try {
      return Math.max(witnessed, witnessOf(db, '').epoch);
    } finally {
      db.close();
    }
  } catch {
    // Damaged or gone: the witness alone tells.
    return witnessed;
  }
}

function ask(records: RecordsFolder, request: Request): void {
  writeDurably(requestPath(records), `${JSON.stringify(request)}\n`);
}

function readRequest(records: RecordsFolder): Request | null {
  const path = requestPath(records);
  if (!existsSync(path)) return null;
  try {
    return requestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new AppError(
      'KIOSK_REPLACE_UNREADABLE',
      'What was asked for the records no longer reads.',
      { remedy: 'call-attendant', context: { file: basename(path) }, cause },
    );
  }
}

function folderName(at: string, why: string): string {
  return `${at.replace(/[-:]/g, '')}-${why}`;
}
