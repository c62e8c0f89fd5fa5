import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder, writeDurably } from '../../../../db/kiosk/witness.ts';
import { AppError } from '../../../foundation/errors.ts';

/** That a data folder was given up. It stays for good: nothing is ever sold with that folder again. */
const retiredSchema = z.strictObject({
  form: z.literal(1),
  at: z.string(),
  kioskName: z.string(),
  /** False until everything is wiped: a start that finds it so goes on with it. */
  isWiped: z.boolean(),
});
type Retired = z.infer<typeof retiredSchema>;

/** What is not of the kiosk but of its place: the devices’ settings, and the world of simulated devices. */
const kept: ReadonlySet<string> = new Set(['machine', 'machine.json', 'kiosk.retired']);
const BLOCK_BYTES = 1024 * 1024;

const pathOf = (dataFolder: string) => join(dataFolder, 'kiosk.retired');

/** Says that the folder is given up. The next start wipes it, and every start after that refuses to work with it. */
export function askToRetire(
  dataFolder: string,
  facts: { readonly at: string; readonly kioskName: string },
): void {
  write(dataFolder, { form: 1, ...facts, isWiped: false });
}

/**
 * Wipes a folder that was given up, to the end, however often that was cut off. Each file is overwritten, written out, cut to
 * nothing and removed: on a disk that writes in place its contents are gone; what a solid-state disk keeps in cells that it set
 * aside nobody but an encrypted disk protects.
 *
 * @param second the second folder of copies, if there is one.
 * @returns the folder's own word; null where it was not given up.
 */
export function finishRetirement(
  dataFolder: string,
  second: string | null,
  isOurs: (name: string) => boolean,
): Retired | null {
  const retired = readRetired(dataFolder);
  if (retired === null || retired.isWiped) return retired;
  for (const name of readdirSync(dataFolder)) {
    if (!kept.has(name)) wipe(join(dataFolder, name));
  }
  if (second !== null && existsSync(second)) {
    for (const name of readdirSync(second).filter(isOurs)) wipe(join(second, name));
    syncFolder(second);
  }
  const done = { ...retired, isWiped: true };
  write(dataFolder, done);
  return done;
}

/** @throws AppError `KIOSK_RETIRED`. */
export function refuseRetired(retired: Retired | null): void {
  if (retired === null) return;
  throw new AppError(
    'KIOSK_RETIRED',
    'This kiosk was retired: nothing is sold with its data any more.',
    {
      remedy: 'call-attendant',
      context: { found: [`${retired.kioskName}, on ${retired.at}`] },
    },
  );
}

/** Overwrites and removes a file, or all of a folder. A link is removed, not followed. */
export function wipe(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) {
    for (const name of readdirSync(path)) wipe(join(path, name));
    syncFolder(path);
    rmdirSync(path);
    return;
  }
  if (found?.isFile() === true) overwrite(path, found.size);
  unlinkSync(path);
}

function overwrite(path: string, bytes: number): void {
  const block = Buffer.alloc(Math.min(bytes, BLOCK_BYTES));
  const file = openSync(path, 'r+');
  try {
    for (let done = 0; done < bytes; done += block.length) {
      writeSync(file, block, 0, Math.min(block.length, bytes - done), done);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  truncateSync(path);
}

function readRetired(dataFolder: string): Retired | null {
  const path = pathOf(dataFolder);
  if (!existsSync(path)) return null;
  try {
    return retiredSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Whatever it says by now, it is there: nothing is sold with this folder. What it has not wiped stays for a person.
    return { form: 1, at: 'an unknown day', kioskName: 'this kiosk', isWiped: true };
  }
}

function write(dataFolder: string, retired: Retired): void {
  writeDurably(pathOf(dataFolder), `${JSON.stringify(retired)}\n`);
}
