import { statfsSync } from 'node:fs';
import { discError } from '../../disc/disc-error.ts';

/** Bytes that may still be written into a folder. */
export type FreeBytes = (folder: string) => number;

export const freeBytesOf: FreeBytes = (folder) => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** For poster, trailer, records and the file system itself. */
const RESERVE_BYTES = 64 * 1024 * 1024;

/** @throws AppError `STORAGE_FULL` before anything is written. */
export function requireFreeSpace(folder: string, bytes: number, freeBytes: FreeBytes): void {
  const needed = bytes + RESERVE_BYTES;
  const free = freeBytes(folder);
  if (free >= needed) return;
  throw discError('STORAGE_FULL', 'There is not enough room for this title.', {
    neededBytes: needed,
    freeBytes: free,
  });
}

/** An error of `node:fs` that means a full device, as our own; every other error as it is. */
export function asStorageError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return isFull
    ? discError('STORAGE_FULL', 'There is no room left to write to.', {}, error)
    : error;
}
