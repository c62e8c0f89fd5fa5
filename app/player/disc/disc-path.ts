import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isSystemError } from '../account/private-files.ts';
import { playerError } from '../player-error.ts';
import { findMount, parseMounts } from './mounts.ts';

/** What a path given by a person stands for. */
export interface DiscPlace {
  /** What is opened: a block device or a file. */
  readonly path: string;
  readonly kind: 'drive' | 'image';
  /** For messages: `drive /dev/sr0`, `image film.iso`, `folder /media/film`. */
  readonly from: string;
}

/** What the kernel says of mounts and devices; a test says something else. */
export interface System {
  /** As `/proc/self/mountinfo`. */
  mounts(): string;
  /** The file behind a loop device, as `/sys/block/loop0/loop/backing_file`; null where there is none. */
  backingFile(device: string): string | null;
}

export const thisSystem: System = {
  mounts: () => readFileSync('/proc/self/mountinfo', 'utf8'),
  backingFile(device) {
    try {
      const path = `/sys/block/${basename(device)}/loop/backing_file`;
      return readFileSync(path, 'utf8').replace(/\n$/, '');
    } catch (error) {
      if (isSystemError(error)) return null;
      throw error;
    }
  },
};

const VOLUMES: readonly string[] = ['iso9660', 'udf'];

/**
 * Finds what a drive, an image or a mounted folder is read from. A folder on a mounted disc is read from the disc itself:
 * the files alone are not all that the film is rebuilt from.
 *
 * @throws AppError `DISC_NOT_FOUND`, `DISC_NO_ACCESS`, `DISC_FOLDER_COPIED`, `DISC_NOT_DVD_VIDEO` for a folder of other things.
 */
export function findDisc(path: string, system: System = thisSystem): DiscPlace {
  const real = attempt(path, () => realpathSync(path));
  const facts = attempt(path, () => statSync(real));
  if (facts.isBlockDevice()) return { path: real, kind: 'drive', from: `drive ${path}` };
  if (facts.isFile()) return { path: real, kind: 'image', from: `image ${path}` };
  if (!facts.isDirectory()) {
    throw playerError('DISC_NOT_FOUND', `${path} is neither a drive nor an image nor a folder.`, {
      path,
    });
  }
  const mount = findMount(parseMounts(system.mounts()), real);
  if (mount === null || !VOLUMES.includes(mount.type)) return refuseFolder(path, real);
  const from = `folder ${path}`;
  const backing = system.backingFile(mount.source);
  if (backing !== null && isReadableFile(backing)) return { path: backing, kind: 'image', from };
  return { path: mount.source, kind: 'drive', from };
}

function refuseFolder(path: string, real: string): never {
  const names = attempt(path, () => readdirSync(real)).map((name) => name.toUpperCase());
  const isCopy =
    names.some((name) => ['VIDEO_TS', 'DIPTYCH', 'VIDEO_TS.IFO'].includes(name)) ||
    ['VIDEO_TS', 'DIPTYCH'].includes(basename(real).toUpperCase());
  if (isCopy) {
    throw playerError(
      'DISC_FOLDER_COPIED',
      `${path} holds files copied from a disc. The film is rebuilt from the disc itself: give the drive, such as /dev/sr0, or an image of the disc.`,
      { path },
    );
  }
  throw playerError('DISC_NOT_FOUND', `There is no disc in the folder ${path}.`, { path });
}

function isReadableFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw openingError(path, error);
  }
}

/** What the operating system says when something cannot be opened, in the words of this room. */
export function openingError(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENXIO':
    case 'ENODEV':
      return playerError('DISC_NOT_FOUND', `There is nothing at ${path}.`, { path }, error);
    case 'EACCES':
    case 'EPERM':
      return playerError('DISC_NO_ACCESS', `You may not read ${path}.`, { path }, error);
    case 'ENOMEDIUM':
      return playerError('DRIVE_EMPTY', `There is no disc in the drive ${path}.`, { path }, error);
    default:
      return playerError(
        'DISC_UNREADABLE',
        `${path} cannot be read (${error.code}).`,
        { path, byte: 0 },
        error,
      );
  }
}
