import SqliteDatabase from 'better-sqlite3';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../app/foundation/errors.ts';
import { checkCopyAside } from './check-records.ts';
import type { ReadableDb } from './kiosk-database.ts';
import { migrations } from './migrations/index.ts';
import { syncFolder } from './witness.ts';

/** Why a copy was made: somebody asked for it, or the night came. */
export type CopyOccasion = 'hand' | 'night';

/** A file that holds all of the records as they were at one moment. */
export interface RecordsCopy {
  readonly name: string;
  readonly path: string;
  readonly occasion: CopyOccasion;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly bytes: number;
}

/** Copies of each occasion that are kept; older ones are removed. */
export const KEPT_COPIES = 7;

/** How a copy of ours is called. */
export const named = /^(hand|night)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z\.sqlite$/;

/** Newest first. What has another name is none of ours, and left alone. */
export function listCopies(folder: string): RecordsCopy[] {
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );
  return names
    .flatMap((name) => copyNamed(folder, name) ?? [])
    .toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

/** The same where the folder may not be there yet. */
export function findCopies(folder: string): RecordsCopy[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
    ? listCopies(folder)
    : [];
}

/** @throws AppError `KIOSK_COPY_UNKNOWN`. */
export function getCopy(folder: string, name: string): RecordsCopy {
  const copy = findCopies(folder).find((one) => one.name === name);
  if (copy !== undefined) return copy;
  throw new AppError('KIOSK_COPY_UNKNOWN', 'There is no copy of that name.', {
    remedy: 'reject-input',
    context: { name },
  });
}

/**
 * Copies the records while they are worked with. The copy counts only once it was looked through: its form, SQLite's own checks
 * and what must hold between the tables. It is one file, for its owner alone.
 *
 * @throws AppError `KIOSK_COPY_FAILED`; what was begun is then removed.
 */
export async function copyRecords(
  db: ReadableDb,
  folder: string,
  occasion: CopyOccasion,
  at: string,
): Promise<RecordsCopy> {
  const name = `${occasion}-${at.replace(/[-:]/g, '')}.sqlite`;
  const path = join(folder, name);
  const part = `${path}.part`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    removeWhole(part);
    // From its first moment on nobody else may read it: it holds the kiosk's private key.
    closeSync(openSync(part, 'wx', 0o600));
    await db.backup(part);
    putInOneFile(part);
    await checkCopyAside(part, migrations.length);
    removeBeside(part);
    syncFile(part);
    renameSync(part, path);
    syncFolder(folder);
  } catch (cause) {
    if (existsSync(part)) removeWhole(part);
    throw new AppError('KIOSK_COPY_FAILED', 'The records could not be copied.', {
      remedy: 'call-attendant',
      context: { reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    });
  }
  return getCopy(folder, name);
}

/** Puts a copy into another folder too, as on another disk. @throws AppError `KIOSK_COPY_FAILED`. */
export async function repeatCopy(copy: RecordsCopy, folder: string): Promise<void> {
  const part = join(folder, `${copy.name}.part`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmSync(part, { force: true });
    closeSync(openSync(part, 'wx', 0o600));
    await copyFile(copy.path, part);
    chmodSync(part, 0o600);
    syncFile(part);
    await checkCopyAside(part, migrations.length);
    removeBeside(part);
    renameSync(part, join(folder, copy.name));
    syncFolder(folder);
  } catch (cause) {
    if (existsSync(part)) removeWhole(part);
    throw new AppError('KIOSK_COPY_FAILED', 'The copy could not be put into the second folder.', {
      remedy: 'call-attendant',
      context: { reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    });
  }
}

/** Removes all but the newest of each occasion. */
export function pruneCopies(folder: string): void {
  const copies = findCopies(folder);
  for (const occasion of ['hand', 'night'] as const) {
    const old = copies.filter((copy) => copy.occasion === occasion).slice(KEPT_COPIES);
    for (const { path } of old) rmSync(path, { force: true });
  }
}

/** @throws what `fsync` throws. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Without a journal beside it, so that it can be carried as one file. */
export function putInOneFile(path: string): void {
  const db = new SqliteDatabase(path);
  try {
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

/** What SQLite leaves beside a file that was only read. */
export function removeBeside(path: string): void {
  for (const end of ['-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
}

function removeWhole(path: string): void {
  rmSync(path, { force: true });
  removeBeside(path);
}

function copyNamed(folder: string, name: string): RecordsCopy | null {
  const found = named.exec(name);
  if (found === null) return null;
  const [, occasion, year, month, day, hour, minute, second] = found;
  const path = join(folder, basename(name));
  return {
    name,
    path,
    occasion: occasion === 'night' ? 'night' : 'hand',
    at: `${year}-${month}-${day}T${hour}:${minute}:${second}Z`,
    bytes: statSync(path).size,
  };
}
