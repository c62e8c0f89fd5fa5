import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openFileSource } from '../../app/disc/file-source.ts';
import { openIndex } from '../../app/split/index.ts';
import { type BenchFilm, makeFilm } from './bench-films.ts';
import { benchBank } from './bank-bench.ts';
import type { Figure, SplitResult } from './bench-report.ts';
import { bundleEngineTask, runEngineTask, runPeer, type TimedRun } from './engine-process.ts';
import { interleave } from './interleave.ts';
import { type FilmFiles, makeMasterImage } from './master-image.ts';
import type { ScratchFolder } from './scratch-folder.ts';
import { figureOf, peaks, seekTimes, speedFigures } from './split-figures.ts';

/** How long a bank is asked, in each round and state. */
const SECONDS_OF_BANK = 5;

/** What the cases work on: made once before anything is timed, which also brings every file into memory. */
interface Bench {
  readonly film: FilmFiles;
  readonly vobBytes: number;
  readonly imageBytes: number;
  readonly index: string;
  readonly main: string;
  readonly complement: string;
  /** Written by every case in turn, and taken away before the next. */
  readonly output: string;
  readonly rounds: number;
  run(task: string, target: string, ...files: readonly string[]): Promise<TimedRun>;
}

/** How fast the engine is, and how much memory it takes, each in processes of their own, in turn with their peers. */
export async function benchSplit(
  film: BenchFilm,
  scratch: ScratchFolder,
  rounds: number,
): Promise<SplitResult> {
  const bench = await prepare(film, scratch.path, rounds);
  return {
    film: film.name,
    vobBytes: bench.vobBytes,
    imageBytes: bench.imageBytes,
    written: scratch.kind,
    figures: [
      ...(await indexing(bench)),
      ...(await copying(bench)),
      ...(await seeking(bench)),
      ...(await benchBank(bench.film.vob, scratch.path, rounds, SECONDS_OF_BANK)),
    ],
  };
}

async function prepare(film: BenchFilm, folder: string, rounds: number): Promise<Bench> {
  const bundle = await bundleEngineTask(folder);
  const files = await makeMasterImage(await makeFilm(film), folder);
  const bench: Bench = {
    film: files,
    vobBytes: statSync(files.vob).size,
    imageBytes: statSync(files.image).size,
    index: join(folder, 'film.index'),
    main: join(folder, 'main.vob'),
    complement: join(folder, 'film.complement'),
    output: join(folder, 'output'),
    rounds,
    run: (task, target, ...files) => runEngineTask(bundle, [task, target, ...files]),
  };
  await bench.run('index', bench.index, files.image);
  await bench.run('main', bench.main, files.image, bench.index);
  await bench.run('complement', bench.complement, files.image, bench.index);
  return bench;
}

async function indexing(bench: Bench): Promise<Figure[]> {
  const { film, vobBytes, output, rounds } = bench;
  const decoding = [
    '-v',
    'error',
    '-nostdin',
    '-threads',
    '1',
    '-i',
    film.vob,
    '-an',
    '-f',
    'null',
    '-',
  ];
  const runs = await interleave(
    {
      alone: () => fresh(bench, () => bench.run('index-alone', output, film.image)),
      index: () => fresh(bench, () => bench.run('index', output, film.image)),
      decoder: () => runPeer('ffmpeg', decoding),
    },
    rounds,
  );
  const decoder = { name: 'ffmpeg decoding, 1 thread', runs: runs.decoder };
  const index = openFileSource(bench.index);
  const perGb = (bytes: number) => [bytes / 1e6 / (vobBytes / 1e9)];
  const figures = [
    ...speedFigures('indexing, one thread', vobBytes, runs.alone, [decoder]),
    ...speedFigures('indexing, a thread a core', vobBytes, runs.index, [decoder]),
    figureOf('indexing, peak memory', 'MB', peaks(runs.index)),
    figureOf('index', 'MB/GB', perGb(index.size)),
    figureOf('position map', 'MB/GB', perGb(openIndex(index).mapRoom)),
  ];
  index.close();
  return figures;
}

async function copying(bench: Bench): Promise<Figure[]> {
  const { film, imageBytes, index, main, complement, output, rounds } = bench;
  const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
  const cipher = ['enc', '-aes-256-ctr', '-K', '31'.repeat(32), '-iv', '00'.repeat(16)];
  const runs = await interleave(
    {
      main: () => fresh(bench, () => bench.run('main', output, film.image, index)),
      complement: () => fresh(bench, () => bench.run('complement', output, film.image, index)),
      synthesis: () => fresh(bench, () => bench.run('synthesis', output, main, complement)),
      join: () => fresh(bench, () => bench.run('join', output, main, complement)),
      cp: () => fresh(bench, () => runPeer('cp', [film.image, output])),
      openssl: hasOpenssl
        ? () =>
            fresh(bench, () => runPeer('openssl', [...cipher, '-in', film.image, '-out', output]))
        : null,
    },
    rounds,
  );
  const cp = { name: 'cp', runs: runs.cp };
  const openssl = { name: 'openssl aes-256-ctr', runs: runs.openssl };
  return [
    ...speedFigures('main stream', imageBytes, runs.main, [cp, openssl]),
    figureOf('main stream, peak memory', 'MB', peaks(runs.main)),
    ...speedFigures('complement', imageBytes, runs.complement, [cp]),
    ...speedFigures('synthesis', imageBytes, runs.synthesis, [cp]),
    figureOf('synthesis, peak memory', 'MB', peaks(runs.synthesis)),
    ...speedFigures('diptych join: disc and result checked', imageBytes, runs.join, [cp]),
  ];
}

async function seeking(bench: Bench): Promise<Figure[]> {
  const { film, imageBytes, index, main, complement, rounds } = bench;
  const middle = String(Math.floor(imageBytes / 2));
  const runs = await interleave(
    {
      mainBegin: () => bench.run('seek-main', '0', film.image, index),
      mainMiddle: () => bench.run('seek-main', middle, film.image, index),
      synthesisBegin: () => bench.run('seek-synthesis', '0', main, complement),
      synthesisMiddle: () => bench.run('seek-synthesis', middle, main, complement),
      fileBegin: () => bench.run('seek-file', '0', film.image),
      fileMiddle: () => bench.run('seek-file', middle, film.image),
    },
    rounds,
  );
  const begin = { name: 'reading the file', values: seekTimes(runs.fileBegin) };
  const inside = { name: 'reading the file', values: seekTimes(runs.fileMiddle) };
  return [
    figureOf('main stream, to the first MiB', 'ms', seekTimes(runs.mainBegin), [begin]),
    figureOf('main stream, to a MiB in the middle', 'ms', seekTimes(runs.mainMiddle), [inside]),
    figureOf('synthesis, to the first MiB', 'ms', seekTimes(runs.synthesisBegin), [begin]),
    figureOf('synthesis, to a MiB in the middle', 'ms', seekTimes(runs.synthesisMiddle), [inside]),
  ];
}

/** Writes to where nothing stands, which is not in the time taken. */
async function fresh(bench: Bench, run: () => Promise<TimedRun>): Promise<TimedRun> {
  await rm(bench.output, { force: true });
  return run();
}
