import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { openFileSource } from '../../disc/file-source.ts';
import type { ImageLayout } from '../../disc/image-layout.ts';
import { identifierPlaces } from '../../disc/plan-disc.ts';
import { openIndex, writeOriginals } from '../../split/index.ts';
import { vaultError } from './vault-error.ts';
import { INDEX_FILE, MASTER_FILE, ORIGINALS_FILE } from './vault-record.ts';
import { isAlive } from './work-folder.ts';

const UNFINISHED = '.unfinished';

/**
 * Writes the originals of a title beside its master and index: first under another name, then, once all is on the disk, under its
 * own. The master is read once; other work of the process has its turn.
 *
 * @param folder of the title.
 * @param onProgress 0 to 100.
 * @returns bytes written.
 * @throws AppError `VAULT_TITLE_DAMAGED` for a title without room for a position map, `SPLIT_WRONG_MASTER`, `INDEX_DAMAGED`; the
 *   signal's reason if it aborts; the errors of `node:fs`. Nothing is left behind then.
 */
export async function writeTitleOriginals(
  folder: string,
  masterSha256: string,
  layout: ImageLayout,
  onProgress: (percent: number) => void,
  signal?: AbortSignal,
): Promise<number> {
  const { map: mapArea } = layout;
  if (mapArea === null) {
    const message = 'The title has no room for a position map.';
    throw vaultError('VAULT_TITLE_DAMAGED', message, {});
  }
  const path = join(folder, ORIGINALS_FILE);
  removeAbandoned(folder);
  const unfinished = `${path}.${process.pid}${UNFINISHED}`;
  const master = openFileSource(join(folder, MASTER_FILE));
  const index = openFileSource(join(folder, INDEX_FILE));
  try {
    const descriptor = openSync(unfinished, 'w', 0o600);
    try {
      const { bytes } = await writeOriginals(
        {
          master,
          masterSha256,
          index: openIndex(index),
          mapArea,
          overlays: identifierPlaces(layout),
        },
        (piece) => writeWhole(descriptor, piece),
        {
          onProgress: (done, total) => onProgress((done / total) * 100),
          ...(signal === undefined ? {} : { signal }),
        },
      );
      fsyncSync(descriptor);
      renameSync(unfinished, path);
      return bytes;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    master.close();
    index.close();
  }
}

/** Removes what a process left behind when it was killed. Two banks may have one vault, so that of a living one stays. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${ORIGINALS_FILE}.`) || !name.endsWith(UNFINISHED)) continue;
    const owner = Number(name.split('.').at(-2));
    if (!isAlive(owner)) rmSync(join(folder, name), { force: true });
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(descriptor, bytes, written);
  }
}
