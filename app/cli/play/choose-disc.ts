import { readdirSync } from 'node:fs';
import { AppError, isAppError } from '../../foundation/errors.ts';
import { readPlayerDisc } from '../../player/disc/player-disc.ts';
import type { DataFolders } from '../installation.ts';
import { takenDiscs } from './taken-discs.ts';

/** Where the optical drives are. */
const DEVICES = '/dev';

/**
 * The disc in the first drive that holds one of ours; else the newest that somebody took from the simulated machine.
 *
 * @throws AppError `PLAY_NO_DISC`.
 */
export function chooseDisc(folders: DataFolders): string {
  const drives = readdirSync(DEVICES)
    .filter((name) => /^sr\d+$/.test(name))
    .toSorted()
    .map((name) => `${DEVICES}/${name}`);
  const found = drives.find(holdsOurs) ?? takenDiscs(folders)[0]?.path;
  if (found === undefined) {
    throw new AppError(
      'PLAY_NO_DISC',
      'There is no disc: no drive holds one of ours, and nobody took one from a simulated machine. Give a drive, an image or a mounted folder.',
      { remedy: 'reject-input', context: { drives } },
    );
  }
  return found;
}

function holdsOurs(drive: string): boolean {
  try {
    readPlayerDisc(drive).close();
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}
