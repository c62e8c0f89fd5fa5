import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { runProgram } from '../../app/disc/run-program.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { type TaskReport, taskReportSchema } from './task-report.ts';

/** One run of a program, of which the whole process counts, and what it said of itself if it is one of ours. */
export interface TimedRun {
  readonly wallMs: number;
  /** The time of all its threads on a processor, user's and system's: it grows less when others are working too. */
  readonly processorMs: number;
  readonly task: TaskReport | null;
}

/** What the tasks start threads of; it lies beside them. */
const WORKER = '../../app/split/threads/worker/main.ts';

/** Bundles the tasks as the product's programs are bundled, so that no compiler is timed. @returns the program. */
export async function bundleEngineTask(folder: string): Promise<string> {
  const outfile = join(folder, 'engine-task.js');
  await build({
    entryPoints: {
      'engine-task': fileURLToPath(new URL('engine-task.ts', import.meta.url)),
      'engine-worker': fileURLToPath(new URL(WORKER, import.meta.url)),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
  // Without it, what ends in `.js` would be CommonJS.
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  return outfile;
}

/** Runs a task to its end. */
export async function runEngineTask(bundle: string, args: readonly string[]): Promise<TimedRun> {
  const { stdout, ...times } = await timeProgram(process.execPath, [bundle, ...args]);
  return { ...times, task: taskReportSchema.parse(JSON.parse(stdout)) };
}

/** Runs a peer to its end. */
export async function runPeer(program: string, args: readonly string[]): Promise<TimedRun> {
  const { wallMs, processorMs } = await timeProgram(program, args);
  return { wallMs, processorMs, task: null };
}

/** Node does not say what its children used: bash does, on the last line of its standard error. */
const TIMED = 'TIMEFORMAT="processor seconds: %3U %3S"; time "$@"';

async function timeProgram(
  program: string,
  args: readonly string[],
): Promise<{ wallMs: number; processorMs: number; stdout: string }> {
  let lastLine = '';
  const begin = systemClock.monotonic();
  const stdout = await runProgram({
    program: 'bash',
    args: ['-c', TIMED, 'bash', program, ...args],
    cwd: '.',
    onLine: (line) => {
      lastLine = line;
    },
  });
  const wallMs = systemClock.monotonic() - begin;
  return { wallMs, processorMs: parseProcessorTime(lastLine), stdout };
}

/** Milliseconds of both kinds together; `NaN` where the line is another one. */
export function parseProcessorTime(line: string): number {
  const [, user, system] = /^processor seconds: ([\d.]+) ([\d.]+)$/.exec(line) ?? [];
  return 1000 * (Number(user) + Number(system));
}
