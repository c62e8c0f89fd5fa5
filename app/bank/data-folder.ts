import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../foundation/errors.ts';
import type { Randomness } from '../foundation/randomness.ts';

/** Where everything of a bank lies. */
export interface DataFolder {
  readonly database: string;
  readonly vault: string;
  /** The one part that is served. */
  readonly media: string;
  /** Readable by the bank's own user alone. */
  readonly keys: string;
}

/** Where it lies in a folder, whether or not it is there. */
export function dataFolderAt(folder: string): DataFolder {
  return {
    database: join(folder, 'bank.sqlite'),
    vault: join(folder, 'vault'),
    media: join(folder, 'media'),
    keys: join(folder, 'keys'),
  };
}

/** Makes what is missing, and closes what others could read. */
export function prepareDataFolder(folder: string): DataFolder {
  const parts = dataFolderAt(folder);
  mkdirSync(parts.media, { recursive: true });
  for (const secret of [parts.vault, parts.keys]) {
    mkdirSync(secret, { recursive: true, mode: 0o700 });
    chmodSync(secret, 0o700);
  }
  return parts;
}

/**
 * The 32 bytes that the bank's hashes of cards and PINs are keyed with; made the first time. Beside the database, so that
 * a copy of the one is of no use without the other. Without it nobody can identify: it belongs into every backup.
 *
 * @throws AppError `BANK_PEPPER_DAMAGED`.
 */
export function readPepper(keysFolder: string, randomness: Randomness): Uint8Array {
  const path = join(keysFolder, 'pepper');
  try {
    writeFileSync(path, randomness.bytes(32), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  chmodSync(path, 0o600);
  const pepper = readFileSync(path);
  if (pepper.length === 32) return pepper;
  throw new AppError('BANK_PEPPER_DAMAGED', 'The file keys/pepper is not 32 bytes long.', {
    remedy: 'call-attendant',
  });
}
