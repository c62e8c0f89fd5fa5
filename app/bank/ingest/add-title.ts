import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Title } from '../../contracts/title.ts';
import type { DvdVideoFacts } from '../../disc/check-dvd-video.ts';
import { probeFilm } from '../../disc/probe.ts';
import { openVideoTsFolder } from '../../disc/video-ts.ts';
import { type Clock, systemClock, timestamp } from '../../foundation/clock.ts';
import { SECTOR_BYTES } from '../../foundation/units.ts';
import {
  INDEX_FILE,
  MASTER_FILE,
  RECORD_FILE,
  type VaultRecord,
  VAULT_RECORD_VERSION,
  vaultRecordSchema,
} from './vault-record.ts';
import { vaultError } from './vault-error.ts';
import { defaultPreset, type Preset, type SplitCoverage } from '../../split/index.ts';
import { asStorageError, type FreeBytes, freeBytesOf } from './free-space.ts';
import { indexTitle } from './index-title.ts';
import { ingestError } from './ingest-error.ts';
import { ingestProgress, type IngestProgress } from './ingest-progress.ts';
import { hashMaster, makeMaster } from './master-image.ts';
import { makePoster } from './poster.ts';
import { stageDvd } from './stage-dvd.ts';
import { stageFilm } from './stage-film.ts';
import { STAGED, type Staging } from './staging.ts';
import { type TitleFacts, titleFactsSchema } from './title-facts.ts';
import { openTitleSource, type TitleSource } from './title-source.ts';
import { makeTrailer } from './trailer.ts';
import { createWorkFolder } from './work-folder.ts';
import { writeTitleOriginals } from './write-title-originals.ts';

export interface AddTitleRequest {
  readonly vaultFolder: string;
  /** Where poster and trailer go: `<titleId>/poster.jpg`, `<titleId>/trailer.mp4`. */
  readonly mediaFolder: string;
  /** A film, a `VIDEO_TS` folder (or the folder that holds it), or a DVD-Video image. */
  readonly source: string;
  readonly facts: TitleFacts;
  /** How much of it orders take away; a quarter of a percent if not given. */
  readonly preset?: Preset;
  /** Is told what of the title can be split, once that is known and enough. */
  readonly onCoverage?: (coverage: SplitCoverage) => void;
  readonly onProgress?: (progress: IngestProgress) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly freeBytes?: FreeBytes;
}

/**
 * Puts a film into the vault: authored master, index, poster, trailer. Everything is made in work folders; two renames at
 * the end make it stand, and after any failure nothing of it is left.
 *
 * @throws AppError `INGEST_*`, `VAULT_TITLE_EXISTS`, `FILM_*`, `DISC_*`, `STORAGE_FULL`, `AUTHORING_PROGRAM_*`; the signal's
 *   reason if it aborts.
 */
export async function addTitle(request: AddTitleRequest): Promise<Title> {
  const facts = parseFacts(request.facts);
  const { vaultFolder, mediaFolder, signal } = request;
  signal?.throwIfAborted();
  requireNew(vaultFolder, facts.titleId);
  const source = openTitleSource(request.source);
  const work: string[] = [];
  try {
    const vaultWork = createWorkFolder(vaultFolder, facts.titleId);
    work.push(vaultWork);
    const mediaWork = createWorkFolder(mediaFolder, facts.titleId);
    work.push(mediaWork);
    const record = await makeTitle(request, facts, source, vaultWork, mediaWork);
    signal?.throwIfAborted();
    publish(request, facts.titleId, vaultWork, mediaWork);
    return record.title;
  } catch (error) {
    // An interrupted program fails in its own words; the interruption is the reason.
    throw signal?.aborted ? signal.reason : asStorageError(error);
  } finally {
    for (const folder of work) rmSync(folder, { recursive: true, force: true });
    if (source.kind !== 'film') source.videoTs.close();
  }
}

async function makeTitle(
  request: AddTitleRequest,
  facts: TitleFacts,
  source: TitleSource,
  vaultWork: string,
  mediaWork: string,
): Promise<VaultRecord> {
  const { signal, clock = systemClock, freeBytes = freeBytesOf } = request;
  const isFilm = source.kind === 'film';
  const tell = ingestProgress(isFilm ? 'film' : 'dvd', (progress) =>
    request.onProgress?.(progress),
  );
  const made = join(vaultWork, 'title');
  mkdirSync(made);
  const staging: Staging = { cwd: vaultWork, freeBytes, tell, signal, clock };
  const dvd = isFilm
    ? await stageFilm(source.path, staging, facts.standard)
    : await stageDvd(source.videoTs, staging);

  const { preset = defaultPreset } = request;
  const volumeId = volumeIdOf(source, facts);
  const { layout, summary } = await makeIndexedMaster(staging, made, volumeId, preset);
  request.onCoverage?.(summary);
  const hashes = await hashMaster(
    join(made, MASTER_FILE),
    layout,
    (percent) => tell('verify', percent / 2),
    signal,
  );
  if (hashes.vobSha256 !== summary.vobSha256) {
    throw ingestError(
      'INGEST_IMAGE_WRONG',
      'The film in the image is not the film that was indexed.',
    );
  }
  const originalsBytes = await writeTitleOriginals(
    made,
    hashes.sha256,
    layout,
    (percent) => tell('verify', 50 + percent / 2),
    signal,
  );
  await makeMedia(source, dvd, facts, staging, mediaWork);

  const { standard: _standard, posterAt: _posterAt, ...told } = facts;
  const { vobSha256, vobBytes, blocks, mapRoom, candidates, unsplit, leftOut } = summary;
  const record = vaultRecordSchema.parse({
    format: 'diptych-vault-title',
    version: VAULT_RECORD_VERSION,
    title: {
      ...told,
      runningSeconds: dvd.runningSeconds,
      standard: dvd.standard,
      aspect: dvd.aspect,
      sectors: layout.size / SECTOR_BYTES,
      poster: `${facts.titleId}/poster.jpg`,
      trailer: `${facts.titleId}/trailer.mp4`,
    },
    addedAt: timestamp(clock),
    source: source.kind,
    master: { bytes: layout.size, sha256: hashes.sha256 },
    index: {
      bytes: summary.indexBytes,
      preset,
      vobSha256,
      vobBytes,
      blocks,
      mapRoom,
      candidates,
      unsplit,
      leftOut,
      soundInClear: summary.sound.flatMap(({ kind, inClear }) => (inClear ? [kind] : [])),
    },
    originals: { bytes: originalsBytes },
  } satisfies VaultRecord);
  writeFileSync(join(made, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`, { flush: true });
  return record;
}

/** The index first, for it says how much room the position map needs in the image. */
async function makeIndexedMaster(staging: Staging, made: string, volumeId: string, preset: Preset) {
  const { cwd, tell, signal } = staging;
  const staged = openVideoTsFolder(join(cwd, STAGED));
  try {
    const index = await indexTitle(
      staged,
      join(made, INDEX_FILE),
      preset,
      (percent) => tell('index', percent),
      signal,
    );
    try {
      const layout = await makeMaster(staging, join('title', MASTER_FILE), volumeId, index.mapRoom);
      return { layout, summary: index.finish(layout) };
    } finally {
      index.close();
    }
  } finally {
    staged.close();
  }
}

async function makeMedia(
  source: TitleSource,
  dvd: DvdVideoFacts,
  facts: TitleFacts,
  staging: Staging,
  mediaWork: string,
): Promise<void> {
  const { cwd, tell } = staging;
  const set = String(dvd.mainTitleSet).padStart(2, '0');
  const isFilm = source.kind === 'film';
  const film = isFilm ? source.path : join(cwd, STAGED, 'VIDEO_TS', `VTS_${set}_1.VOB`);
  const { durationSeconds } = isFilm
    ? await probeFilm(film)
    : { durationSeconds: dvd.runningSeconds };
  tell('media', 0);
  const third = Math.min(durationSeconds / 3, isFilm ? durationSeconds : 300);
  await makePoster({
    ...staging,
    film,
    at: Math.min(facts.posterAt ?? third, Math.max(0, durationSeconds - 1)),
    output: join(mediaWork, 'poster.jpg'),
  });
  tell('media', 30);
  await makeTrailer({
    ...staging,
    film,
    filmSeconds: durationSeconds,
    output: join(mediaWork, 'trailer.mp4'),
    onProgress: (percent) => tell('media', 30 + percent * 0.7),
  });
  tell('media', 100);
}

/** Two renames: media first, so that no title is ever offered without its poster. */
function publish(
  request: AddTitleRequest,
  titleId: string,
  vaultWork: string,
  mediaWork: string,
): void {
  const media = join(request.mediaFolder, titleId);
  requireNew(request.vaultFolder, titleId);
  rmSync(media, { recursive: true, force: true });
  renameSync(mediaWork, media);
  try {
    renameSync(join(vaultWork, 'title'), join(request.vaultFolder, titleId));
  } catch (error) {
    rmSync(media, { recursive: true, force: true });
    throw error;
  }
}

function requireNew(vaultFolder: string, titleId: string): void {
  if (!existsSync(join(vaultFolder, titleId))) return;
  throw vaultError('VAULT_TITLE_EXISTS', `There is already a title "${titleId}".`, { titleId });
}

function volumeIdOf(source: TitleSource, facts: TitleFacts): string {
  const given = source.kind === 'film' ? '' : source.videoTs.volumeId;
  return given === '' ? facts.titleId : given;
}

function parseFacts(facts: TitleFacts): TitleFacts {
  const parsed = titleFactsSchema.safeParse(facts);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw ingestError(
    'INGEST_FACTS_INVALID',
    `What is said of the title cannot be: ${problems.join('; ')}.`,
    {
      problems,
    },
  );
}
