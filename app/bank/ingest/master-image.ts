import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFileSource } from '../../disc/file-source.ts';
import { makeImage } from '../../disc/genisoimage.ts';
import {
  type ImageLayout,
  MANIFEST_PATH,
  POSITION_MAP_PATH,
  readImageLayout,
} from '../../disc/image-layout.ts';
import { MANIFEST_BYTES } from '../../disc/manifest.ts';
import type { ByteSource, Extent } from '../../foundation/byte-source.ts';
import { ingestError } from './ingest-error.ts';
import { STAGED, type Staging } from './staging.ts';

/** Hashes of a finished master. */
export interface MasterHashes {
  readonly sha256: string;
  /** Of the title VOBs alone. */
  readonly vobSha256: string;
}

const HASH_CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Makes the image of the staged DVD-Video, with empty room for the signed manifest and the position map behind it.
 *
 * @throws AppError `DISC_TOO_LARGE`; `INGEST_IMAGE_WRONG` if the room does not lie behind the film; what `makeImage` throws.
 */
export async function makeMaster(
  staging: Staging,
  output: string,
  volumeId: string,
  mapRoom: number,
): Promise<ImageLayout> {
  const staged = join(staging.cwd, STAGED);
  mkdirSync(join(staged, 'DIPTYCH'));
  mkdirSync(join(staged, 'AUDIO_TS'), { recursive: true });
  writeFileSync(join(staged, MANIFEST_PATH), `${' '.repeat(MANIFEST_BYTES - 1)}\n`);
  writeFileSync(join(staged, POSITION_MAP_PATH), '');
  truncateSync(join(staged, POSITION_MAP_PATH), mapRoom);
  staging.tell('image', 0);
  await makeImage({
    ...staging,
    folder: STAGED,
    output,
    volumeId,
    onProgress: (percent) => staging.tell('image', percent),
  });
  const image = openFileSource(join(staging.cwd, output));
  try {
    const layout = readImageLayout(image);
    requireRoom(layout, image.size, mapRoom);
    return layout;
  } finally {
    image.close();
  }
}

function requireRoom(layout: ImageLayout, imageBytes: number, mapRoom: number): void {
  const endOfFilm = Math.max(
    ...layout.vobs.map(endOf),
    layout.bup === null ? 0 : endOf(layout.bup),
  );
  const { manifest, map } = layout;
  const isRight =
    layout.size === imageBytes &&
    manifest !== null &&
    map !== null &&
    manifest.length === MANIFEST_BYTES &&
    map.length === mapRoom &&
    manifest.offset >= endOfFilm &&
    map.offset >= endOfFilm;
  if (!isRight) {
    throw ingestError('INGEST_IMAGE_WRONG', 'The image is not laid out as it should be.', {
      layout,
      imageBytes,
    });
  }
}

function endOf(extent: Extent): number {
  return extent.offset + extent.length;
}

/** Reads the whole image once, and writes it through to the device. @throws the signal's reason if it aborts. */
export async function hashMaster(
  path: string,
  layout: ImageLayout,
  onProgress: (percent: number) => void,
  signal?: AbortSignal,
): Promise<MasterHashes> {
  const image = openFileSource(path);
  try {
    const whole = createHash('sha256');
    const film = createHash('sha256');
    const buffer = new Uint8Array(HASH_CHUNK_BYTES);
    for (let position = 0; position < image.size;) {
      signal?.throwIfAborted();
      const bytes = readChunk(image, position, buffer);
      whole.update(bytes);
      addParts(film, bytes, position, layout.vobs);
      position += bytes.length;
      onProgress((position / image.size) * 100);
      await new Promise(setImmediate);
    }
    syncFile(path);
    return { sha256: whole.digest('hex'), vobSha256: film.digest('hex') };
  } finally {
    image.close();
  }
}

function readChunk(image: ByteSource, position: number, buffer: Uint8Array): Uint8Array {
  const count = image.read(position, buffer);
  if (count > 0) return buffer.subarray(0, count);
  throw ingestError('INGEST_IMAGE_WRONG', 'The image became shorter while it was read.', {
    position,
  });
}

function addParts(
  hash: Hash,
  bytes: Uint8Array,
  position: number,
  extents: readonly Extent[],
): void {
  for (const extent of extents) {
    const from = Math.max(0, extent.offset - position);
    const to = Math.min(bytes.length, endOf(extent) - position);
    if (from < to) hash.update(bytes.subarray(from, to));
  }
}

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
