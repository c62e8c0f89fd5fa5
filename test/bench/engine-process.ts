import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { runProgram } from '../../app/disc/run-program.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { type TaskReport, taskReportSchema } from './task-report.ts';

/** One run of a program: how long the whole process took, and what it said of itself if it is one of ours. */
export interface TimedRun {
  readonly wallMs: number;
  readonly task: TaskReport | null;
}

/** Bundles the tasks as the product's programs are bundled, so that no compiler is timed. @returns the program. */
export async function bundleEngineTask(folder: string): Promise<string> {
  const outfile = join(folder, 'engine-task.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('engine-task.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
  return outfile;
}

/** Runs a task to its end. */
export async function runEngineTask(bundle: string, args: readonly string[]): Promise<TimedRun> {
  const { wallMs, stdout } = await timeProgram(process.execPath, [bundle, ...args]);
  return { wallMs, task: taskReportSchema.parse(JSON.parse(stdout)) };
}

/** Runs a peer to its end. */
export async function runPeer(program: string, args: readonly string[]): Promise<TimedRun> {
  const { wallMs } = await timeProgram(program, args);
  return { wallMs, task: null };
}

async function timeProgram(
  program: string,
  args: readonly string[],
): Promise<{ wallMs: number; stdout: string }> {
  const begin = systemClock.monotonic();
  const stdout = await runProgram({ program, args, cwd: '.' });
  return { wallMs: systemClock.monotonic() - begin, stdout };
}
