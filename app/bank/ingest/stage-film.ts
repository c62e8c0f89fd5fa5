import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DvdVideoFacts } from '../../disc/check-dvd-video.ts';
import { discError } from '../../disc/disc-error.ts';
import { authorDvd } from '../../disc/dvdauthor.ts';
import { encodeFilm } from '../../disc/encode-film.ts';
import { openFileSource } from '../../disc/file-source.ts';
import { planFilmEncoding, type Standard } from '../../disc/film-encoding.ts';
import { probeFilm } from '../../disc/probe.ts';
import { hasScrambledPacks } from '../../disc/scan-packs.ts';
import { requireFreeSpace } from './free-space.ts';
import { checkStaged, SPACE_FACTOR, STAGED, type Staging } from './staging.ts';

/** By so much a film may end before the length its file states: containers round, and sound and picture differ. */
const SHORTFALL_SECONDS = 2;
const SHORTFALL_PART = 0.01;

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
