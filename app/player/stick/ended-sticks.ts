import { join } from 'node:path';
import type { FileOperations } from '../../delivery/stick/file-operations.ts';
import { stickError } from '../../delivery/stick/stick-error.ts';
import { asMirrorError } from '../../delivery/stick/stick-failure.ts';
import { mirrorFolder } from './receipt-book.ts';

/**
 * Why a stick is over for this player, whatever its files say: it was given back, or the bank has found that it was rolled back.
 * A copy of its files that was made before, and is put back, shows nothing.
 */
export type StickEnd = 'returned' | 'revoked';

const MODE = 0o600;

function endPath(playerFolder: string, stickId: string): string {
  return join(mirrorFolder(playerFolder), `${stickId}.over`);
}

/** Holds afterwards, also after a power cut: this player shows nothing of that stick. @throws AppError `STICK_MIRROR_FAILED`. */
export function writeEnd(
  files: FileOperations,
  playerFolder: string,
  stickId: string,
  end: StickEnd,
): void {
  guarded(() => {
    files.makeFolder(mirrorFolder(playerFolder));
    files.appendAt(endPath(playerFolder, stickId), 0, Buffer.from(`${end}\n`), MODE);
    files.syncFolder(mirrorFolder(playerFolder));
  });
}

/** For a stick that the bank did not take back after all. @throws AppError `STICK_MIRROR_FAILED`. */
export function removeEnd(files: FileOperations, playerFolder: string, stickId: string): void {
  guarded(() => files.remove(endPath(playerFolder, stickId)));
}

/** @throws AppError `STICK_MIRROR_FAILED`. */
export function isOver(files: FileOperations, playerFolder: string, stickId: string): boolean {
  return guarded(() => files.read(endPath(playerFolder, stickId))) !== null;
}

/** @throws AppError `STICK_RETURNED`, `STICK_ROLLED_BACK`, `STICK_MIRROR_FAILED`. */
export function checkNotOver(files: FileOperations, playerFolder: string, stickId: string): void {
  const text = guarded(() => files.read(endPath(playerFolder, stickId)));
  if (text === null) return;
  // What was cut off while it was written says no less that it is over.
  if (text.trim() === 'revoked') {
    throw stickError('STICK_ROLLED_BACK', 'The bank has found that this stick was rolled back.');
  }
  throw stickError(
    'STICK_RETURNED',
    'This stick was given back. Where that was broken off, return it once more.',
  );
}

function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asMirrorError(error);
  }
}
