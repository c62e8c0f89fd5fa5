import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { checkDvdVideo, type DvdVideoFacts } from '../../disc/check-dvd-video.ts';
import { discError } from '../../disc/disc-error.ts';
import { scanPacks } from '../../disc/scan-packs.ts';
import { titleSetsOf, type VideoTs } from '../../disc/video-ts.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { MAXIMUM_IMAGE_SECTORS, SECTOR_BYTES } from '../../foundation/units.ts';
import { requireFreeSpace } from './free-space.ts';
import { checkStaged, SPACE_FACTOR, STAGED, type Staging } from './staging.ts';

const COPY_CHUNK_BYTES = 4 * 1024 * 1024;

/** Copies a DVD-Video, unmodified, into `disc/`, after looking at every pack of it. */
export async function stageDvd(videoTs: VideoTs, staging: Staging): Promise<DvdVideoFacts> {
  const { tell, cwd, signal } = staging;
  tell('check', 0);
  checkDvdVideo(videoTs);
  const bytes = [...videoTs.files.values()].reduce((sum, file) => sum + file.size, 0);
  if (bytes > MAXIMUM_IMAGE_SECTORS * SECTOR_BYTES) {
    throw discError('DISC_TOO_LARGE', 'The DVD-Video is larger than a blank disc.', {
      sectors: Math.ceil(bytes / SECTOR_BYTES),
      maximumSectors: MAXIMUM_IMAGE_SECTORS,
    });
  }
  requireFreeSpace(cwd, bytes * SPACE_FACTOR, staging.freeBytes);
  await scanFilm(videoTs, staging);
  mkdirSync(join(cwd, STAGED, 'VIDEO_TS'), { recursive: true });
  let copied = 0;
  for (const [name, source] of videoTs.files) {
    await copyTo(join(cwd, STAGED, 'VIDEO_TS', name), source, (count) => {
      signal?.throwIfAborted();
      copied += count;
      tell('copy', (copied / bytes) * 100);
    });
  }
  return checkStaged(cwd);
}

async function scanFilm(videoTs: VideoTs, { tell, signal }: Staging): Promise<void> {
  const vobs = titleSetsOf(videoTs).flatMap((set) => [
    ...(set.menu ? [set.menu] : []),
    ...set.vobs,
  ]);
  const manager = videoTs.files.get('VIDEO_TS.VOB');
  if (manager !== undefined) vobs.push(manager);
  const total = vobs.reduce((sum, vob) => sum + vob.size, 0);
  let before = 0;
  for (const vob of vobs) {
    await scanPacks(vob, [{ offset: 0, length: vob.size }], {
      ...(signal === undefined ? {} : { signal }),
      onProgress: (bytes) => tell('check', ((before + bytes) / total) * 100),
    });
    before += vob.size;
  }
}

async function copyTo(
  path: string,
  source: ByteSource,
  onCopied: (bytes: number) => void,
): Promise<void> {
  const buffer = new Uint8Array(COPY_CHUNK_BYTES);
  const descriptor = openSync(path, 'wx');
  try {
    for (let position = 0; position < source.size;) {
      const count = source.read(position, buffer);
      if (count === 0)
        throw discError('DISC_TRUNCATED', 'The disc ends in the middle of a file.', { position });
      for (let written = 0; written < count;) {
        written += writeSync(descriptor, buffer, written, count - written);
      }
      position += count;
      onCopied(count);
      await new Promise(setImmediate);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
