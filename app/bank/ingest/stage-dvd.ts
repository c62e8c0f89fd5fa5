import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { checkDvdVideo, type DvdVideoFacts } from '../../disc/check-dvd-video.ts';
import { discError } from '../../disc/disc-error.ts';
import { authorDvd } from '../../disc/dvdauthor.ts';
import { encodeFilm } from '../../disc/encode-film.ts';
import { openFileSource } from '../../disc/file-source.ts';
import { planFilmEncoding, type Standard } from '../../disc/film-encoding.ts';
import { probeFilm } from '../../disc/probe.ts';
import type { RunOptions } from '../../disc/run-program.ts';
import { hasScrambledPacks, scanPacks } from '../../disc/scan-packs.ts';
import { openVideoTsFolder, titleSetsOf, type VideoTs } from '../../disc/video-ts.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { MAXIMUM_IMAGE_SECTORS, SECTOR_BYTES } from '../../foundation/units.ts';
import { type FreeBytes, requireFreeSpace } from './free-space.ts';
import type { IngestPhase } from './ingest-progress.ts';

/** Where and how a DVD-Video folder is made. */
export interface Staging extends RunOptions {
  /** Will hold `disc/VIDEO_TS`. */
  readonly cwd: string;
  readonly freeBytes: FreeBytes;
  readonly tell: (phase: IngestPhase, percent: number) => void;
}

/** Name of the staged DVD in the work folder. */
export const STAGED = 'disc';

/** Image beside its files, and a twentieth for the index and the position map. */
const SPACE_FACTOR = 2.1;
/** By so much a film may end before the length its file states: containers round, and sound and picture differ. */
const SHORTFALL_SECONDS = 2;
const SHORTFALL_PART = 0.01;
const COPY_CHUNK_BYTES = 4 * 1024 * 1024;

/** Encodes and authors a film into `disc/`. @throws as `probeFilm`, `planFilmEncoding`, `encodeFilm`, `authorDvd`. */
export async function stageFilm(
  film: string,
  staging: Staging,
  forced?: Standard,
): Promise<DvdVideoFacts> {
  const { tell, cwd } = staging;
  tell('check', 0);
  refuseEncrypted(film);
  const facts = await probeFilm(film);
  const encoding = planFilmEncoding(facts, forced);
  requireFreeSpace(cwd, encoding.bytes * SPACE_FACTOR, staging.freeBytes);
  const stream = 'film.mpg';
  await encodeFilm({
    ...staging,
    film,
    facts,
    encoding,
    output: stream,
    onProgress: (percent) => tell('encode', percent),
  });
  await authorDvd({
    ...staging,
    stream,
    output: STAGED,
    standard: encoding.standard,
    aspect: encoding.aspect,
    seconds: encoding.seconds,
    onProgress: (bytes) => tell('author', (bytes / encoding.bytes) * 100),
  });
  rmSync(join(cwd, stream));
  const dvd = checkStaged(cwd);
  requireWhole(dvd.runningSeconds, encoding.seconds);
  return dvd;
}

function refuseEncrypted(film: string): void {
  const source = openFileSource(film);
  try {
    if (hasScrambledPacks(source))
      throw discError('DISC_ENCRYPTED', 'The film is encrypted (CSS).');
  } finally {
    source.close();
  }
}

/** ffmpeg converts what there is of a file that breaks off, and calls it a success. */
function requireWhole(seconds: number, expectedSeconds: number): void {
  const tolerance = Math.max(SHORTFALL_SECONDS, expectedSeconds * SHORTFALL_PART);
  if (seconds >= expectedSeconds - tolerance) return;
  throw discError('FILM_TRUNCATED', 'The film breaks off before the end that it announces.', {
    seconds,
    expectedSeconds,
  });
}

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

function checkStaged(cwd: string): DvdVideoFacts {
  const staged = openVideoTsFolder(join(cwd, STAGED));
  try {
    return checkDvdVideo(staged);
  } finally {
    staged.close();
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
