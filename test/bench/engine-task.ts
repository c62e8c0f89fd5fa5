/**
 * One task of the engine in a process of its own: what the bench times. Its arguments are the task and its files; it
 * prints a {@link TaskReport}.
 */
import { indexFile, joinFiles } from '../../app/cli/engine/engine-jobs.ts';
import { writeOutput } from '../../app/cli/terminal/output-file.ts';
import { type FileSource, openFileSource } from '../../app/disc/file-source.ts';
import { readImageLayout } from '../../app/disc/image-layout.ts';
import type { ByteSource } from '../../app/foundation/byte-source.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { AppError } from '../../app/foundation/errors.ts';
import {
  defaultPreset,
  openComplement,
  openIndex,
  openMainStream,
  openSynthesis,
} from '../../app/split/index.ts';
import { copyInThreads } from '../../app/split/threads/copy-in-threads.ts';
import type { ThreadImage } from '../../app/split/threads/protocol.ts';
import { benchIdentity, benchPlan } from './bench-identity.ts';
import { peakMemory } from './peak-memory.ts';
import type { TaskReport } from './task-report.ts';

const MEBIBYTE = 1 << 20;
const job = { signal: new AbortController().signal, onProgress: () => {} };

type Seek = Pick<TaskReport, 'openMs' | 'readMs'>;
type Task = (...files: readonly FileSource[]) => Promise<Seek | void>;

/** Tasks by name, given the file that is written (or, for seeks, the place in bytes) and the files that are read. */
const tasks: Readonly<Record<string, (target: string) => Task>> = {
  'index-alone': (output) => async (film) =>
    void (await indexFile(part(film), output, defaultPreset, { ...job, threads: 1 })),
  index: (output) => async (film) => void (await indexFile(part(film), output, defaultPreset, job)),
  main: (output) => (film, index) => {
    const plan = benchPlan(readImageLayout(part(film)));
    return copyTo(output, part(film).size, {
      kind: 'main-stream',
      master: part(film).files,
      index: part(index).files,
      plan,
    });
  },
  complement: (output) => (film, index) =>
    writeOutput(output, async (file) => {
      for (const piece of mainStream(film, index).complement(benchIdentity)) file.write(piece);
    }),
  synthesis: (output) => (main, complement) =>
    copyTo(output, part(main).size, {
      kind: 'synthesis',
      main: part(main).files,
      complement: part(complement).files,
    }),
  join: (output) => async (main, complement) =>
    void (await joinFiles(part(main), part(complement), output, job)),
  'seek-file': (place) => (film) => seek(place, () => part(film)),
  'seek-main': (place) => (film, index) => seek(place, () => mainStream(film, index)),
  'seek-synthesis': (place) => (main, complement) => seek(place, () => synthesis(main, complement)),
};

function mainStream(image: FileSource | undefined, index: FileSource | undefined) {
  const master = part(image);
  const plan = benchPlan(readImageLayout(master));
  return openMainStream({ master, index: openIndex(part(index)), plan });
}

function synthesis(main: FileSource | undefined, complement: FileSource | undefined) {
  return openSynthesis(part(main), openComplement(part(complement)));
}

function part(source: FileSource | undefined): FileSource {
  if (source !== undefined) return source;
  throw new AppError('BENCH_TASK', 'A file of the task is missing.', { remedy: 'fix-the-code' });
}

function copyTo(output: string, size: number, image: ThreadImage): Promise<void> {
  return writeOutput(output, (file) =>
    file.fill(size, (descriptor) => copyInThreads(image, descriptor)),
  );
}

async function seek(place: string, open: () => ByteSource): Promise<Seek> {
  const into = new Uint8Array(MEBIBYTE);
  const begin = systemClock.monotonic();
  const source = open();
  const opened = systemClock.monotonic();
  source.read(Number(place), into);
  return { openMs: opened - begin, readMs: systemClock.monotonic() - opened };
}

async function runTask([name = '', target = '', ...paths]: readonly string[]): Promise<TaskReport> {
  const task = tasks[name];
  if (task === undefined) {
    throw new AppError('BENCH_TASK', `There is no task ${name}.`, { remedy: 'fix-the-code' });
  }
  const files = paths.map((path) => openFileSource(path));
  const found = await task(target)(...files);
  return { openMs: null, readMs: null, ...found, peakBytes: peakMemory() };
}

process.stdout.write(`${JSON.stringify(await runTask(process.argv.slice(2)))}\n`);
