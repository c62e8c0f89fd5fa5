import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FileOperations } from './file-operations.ts';
import { damagedStick, stickError } from './stick-error.ts';
import { asStickError, atStick } from './stick-failure.ts';
import { stickFiles, stickRoot, UNFINISHED } from './stick-folder.ts';
import type { StickDevice } from '../../contracts/stick-api.ts';
import { DEVICE_FILE } from './stick-device.ts';

/** What goes onto a stick beside its body. */
export interface IssuedStick {
  readonly stickId: string;
  /** Of the request that it answers. */
  readonly requestId: string;
  /** `licence.jws`, as text. */
  readonly licence: string;
  /** `licence.jwe`, as text. */
  readonly secrets: string;
  readonly body: { readonly bytes: number; readonly sha256: string };
}

/** Room for the small files, receipts of all showings included, and for what a file system needs beside them. */
const SMALL_FILES = 1 << 20;
const MODE = 0o600;

/**
 * @throws AppError `STICK_FULL` with `needed` and `free`, in bytes; `STICK_GONE`.
 */
export function checkRoom(files: FileOperations, root: string, bodyBytes: number): void {
  const free = atStick(() => files.freeBytes(root));
  const needed = bodyBytes + SMALL_FILES;
  if (free >= needed) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
  throw stickError(
    'STICK_FULL',
    `The stick has ${megabytes(free)} MB left; this film needs ${megabytes(needed)} MB.`,
    { needed, free },
  );
}

/** Puts the request of a device onto a medium; an older one is replaced. @throws AppError `STICK_…`. */
export function writeDevice(files: FileOperations, root: string, device: StickDevice): void {
  atStick(() => {
    const folder = stickRoot(root);
    const aside = join(folder, `${DEVICE_FILE}${UNFINISHED}`);
    files.makeFolder(folder);
    files.remove(aside);
    writeFile(files, aside, `${JSON.stringify(device, null, 2)}\n`);
    files.rename(aside, join(folder, DEVICE_FILE));
    files.syncFolder(folder);
    files.syncFolder(root);
  });
}

/**
 * Writes a stick: all of it aside, synced, then its name by one rename; then the request that it answers is taken away. Whatever
 * happens in between, everything that was there before is there still, and the same call again finishes what was begun.
 *
 * @param root where the medium is mounted.
 * @param openBody `body.age`, from its begin; asked for only where it is needed.
 * @throws AppError `STICK_FULL`, `STICK_GONE`, `STICK_NOT_WRITABLE`; `STICK_DAMAGED` where the body is not the one that the
 *   licence names; what the body throws.
 */
export async function writeStick(
  files: FileOperations,
  root: string,
  issued: IssuedStick,
  openBody: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<void> {
  const base = stickRoot(root);
  const folder = join(base, issued.stickId);
  const aside = `${folder}${UNFINISHED}`;
  if (atStick(() => files.read(join(folder, stickFiles.licence))) !== issued.licence) {
    atStick(() => removeUnfinished(files, base));
    checkRoom(files, root, issued.body.bytes);
    try {
      files.makeFolder(aside);
      writeFile(files, join(aside, stickFiles.licence), issued.licence);
      writeFile(files, join(aside, stickFiles.secrets), issued.secrets);
      writeFile(files, join(aside, stickFiles.receipts), '');
      await writeBody(files, join(aside, stickFiles.body), issued, await openBody());
      files.syncFolder(aside);
      files.rename(aside, folder);
      files.syncFolder(base);
      files.syncFolder(root);
    } catch (error) {
      tidy(files, aside);
      throw asStickError(error);
    }
  }
  forgetRequest(files, root, issued.requestId);
}

/** Whatever was broken off here before, for this order or another, only takes room. */
function removeUnfinished(files: FileOperations, base: string): void {
  for (const name of files.list(base)) {
    if (name.endsWith(UNFINISHED)) files.remove(join(base, name));
  }
}

function writeFile(files: FileOperations, path: string, text: string): void {
  const file = files.create(path, MODE);
  try {
    file.write(Buffer.from(text));
    file.sync();
  } finally {
    file.close();
  }
}

async function writeBody(
  files: FileOperations,
  path: string,
  { body }: IssuedStick,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const digest = createHash('sha256');
  const file = files.create(path, MODE);
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > body.bytes) break;
      digest.update(piece);
      file.write(piece);
    }
    file.sync();
  } finally {
    file.close();
  }
  if (bytes === body.bytes && digest.digest('hex') === body.sha256) return;
  throw damagedStick(stickFiles.body, 'it did not arrive as the bank made it');
}

/** What could not be written whole is taken away where the medium still lets us; where not, it has no name that counts. */
function tidy(files: FileOperations, aside: string): void {
  try {
    files.remove(aside);
  } catch {
    // The error that led here says more.
  }
}

/** Takes the request away that this stick answers; another one stays. */
function forgetRequest(files: FileOperations, root: string, requestId: string): void {
  atStick(() => {
    const path = join(stickRoot(root), DEVICE_FILE);
    const text = files.read(path);
    if (text === null || !text.includes(requestId)) return;
    files.remove(path);
    files.syncFolder(stickRoot(root));
  });
}
