import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { playerError } from '../player-error.ts';

/** Bits of a mode that let anybody but the owner in. */
const OTHERS = 0o077;
/** Nothing that is kept here is longer. */
const LONGEST = 64 * 1024;

/**
 * Files that only their owner may read, in a folder of mode 0700. Each is written aside and then given its name, so that
 * a cut of power leaves the old one or the new one.
 *
 * @throws AppError `PLAYER_FOLDER_UNUSABLE` if the folder cannot be made.
 */
export function openPrivateFolder(folder: string): PrivateFolder {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error('It is a file.');
  } catch (cause) {
    throw unusable(folder, cause);
  }
  return new PrivateFolder(folder);
}

export class PrivateFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * @returns null where there is no such file.
   * @throws AppError `PLAYER_FOLDER_EXPOSED` if others may read it, `PLAYER_FOLDER_UNUSABLE`.
   */
  read(name: string): string | null {
    const path = join(this.path, name);
    try {
      const facts = statSync(path);
      if ((facts.mode & OTHERS) !== 0) {
        throw playerError(
          'PLAYER_FOLDER_EXPOSED',
          `Others can read ${path}. Make it yours alone (chmod 600), or delete it and sign in again.`,
          { file: path },
        );
      }
      if (facts.size > LONGEST) return '';
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return null;
      throw isSystemError(error) ? unusable(path, error) : error;
    }
  }

  /** Writes a file, over an older one if there is one. @throws AppError `PLAYER_FOLDER_UNUSABLE`. */
  write(name: string, text: string): void {
    this.#put(name, text, (aside, path) => renameSync(aside, path));
  }

  /**
   * Writes a file that must not be there yet.
   *
   * @returns false where there is one already, which stays as it is.
   * @throws AppError `PLAYER_FOLDER_UNUSABLE`.
   */
  create(name: string, text: string): boolean {
    let isNew = true;
    this.#put(name, text, (aside, path) => {
      try {
        linkSync(aside, path);
      } catch (error) {
        if (!isSystemError(error, 'EEXIST')) throw error;
        isNew = false;
      }
      rmSync(aside);
    });
    return isNew;
  }

  remove(name: string): void {
    rmSync(join(this.path, name), { force: true });
  }

  #put(name: string, text: string, settle: (aside: string, path: string) => void): void {
    const path = join(this.path, name);
    const aside = `${path}.${process.pid}.part`;
    try {
      rmSync(aside, { force: true });
      const descriptor = openSync(aside, 'wx', 0o600);
      try {
        writeSync(descriptor, text);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      settle(aside, path);
    } catch (error) {
      rmSync(aside, { force: true });
      throw unusable(path, error);
    }
  }
}

/** Whether `error` comes from the operating system, with that code if one is given. */
export function isSystemError(error: unknown, code?: string): error is NodeJS.ErrnoException {
  return (
    error instanceof Error &&
    'syscall' in error &&
    (code === undefined || ('code' in error && error.code === code))
  );
}

function unusable(path: string, cause: unknown) {
  const why = isSystemError(cause) ? ` (${cause.code})` : '';
  return playerError(
    'PLAYER_FOLDER_UNUSABLE',
    `The player cannot keep its keys in ${path}${why}. Give it a folder that it may write to (DIPTYCH_PLAYER).`,
    { file: path },
    cause,
  );
}
