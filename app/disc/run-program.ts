import { spawn } from 'node:child_process';
import { type Clock, systemClock } from '../foundation/clock.ts';
import { type Milliseconds, minutes, seconds } from '../foundation/units.ts';
import { discError } from './disc-error.ts';

/** Limits and interruption, the same for every outside program. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  /** The program is ended when it has said nothing for so long. Default: 5 minutes. */
  readonly stallLimit?: Milliseconds | undefined;
}

export interface ProgramRun extends RunOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Every line of its standard error, ended by line feed or carriage return. */
  readonly onLine?: (line: string) => void;
}

export const DEFAULT_STALL_LIMIT = minutes(5);
/** Between asking a program to end and killing it. */
const KILL_AFTER = seconds(5);
/** Last lines of standard error that an error carries. */
const LAST_WORDS = 12;

/**
 * Runs a program to its end.
 *
 * @returns its standard output.
 * @throws AppError `AUTHORING_PROGRAM_MISSING`, `AUTHORING_PROGRAM_FAILED`, `AUTHORING_PROGRAM_STALLED`, `STORAGE_FULL`; the
 *   signal's reason if it aborts. In every case the program has ended.
 */
export function runProgram(run: ProgramRun): Promise<string> {
  const { program, signal, clock = systemClock, stallLimit = DEFAULT_STALL_LIMIT } = run;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const child = spawn(program, run.args, {
      cwd: run.cwd,
      env: { ...process.env, LC_ALL: 'C', ...run.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C at the terminal is for us, and we end the program.
      detached: true,
    });
    const output: Buffer[] = [];
    const lastWords: string[] = [];
    let ending: unknown = null;
    let cancelKill = () => {};
    const end = (reason: unknown) => {
      ending ??= reason;
      child.kill('SIGTERM');
      cancelKill = clock.after(KILL_AFTER, () => child.kill('SIGKILL'));
    };
    const stalled = () =>
      end(discError('AUTHORING_PROGRAM_STALLED', `${program} stopped answering.`));
    let cancelStall = clock.after(stallLimit, stalled);
    const onAbort = () => end(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      cancelStall();
      cancelKill();
      signal?.removeEventListener('abort', onAbort);
    };

    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    eachLine(child.stderr, (line) => {
      cancelStall();
      cancelStall = clock.after(stallLimit, stalled);
      lastWords.push(line);
      if (lastWords.length > LAST_WORDS) lastWords.shift();
      run.onLine?.(line);
    });
    child.once('error', (error) => {
      settle();
      reject(
        discError('AUTHORING_PROGRAM_MISSING', `${program} is not installed.`, { program }, error),
      );
    });
    child.once('close', (code, killedBy) => {
      settle();
      if (ending !== null) reject(ending);
      else if (code === 0) resolve(Buffer.concat(output).toString());
      else reject(failureOf(program, lastWords, { code, killedBy }));
    });
  });
}

/** The error of a program that failed, from what it said last. */
export function failureOf(
  program: string,
  lastWords: readonly string[],
  context: Readonly<Record<string, unknown>>,
): Error {
  const said = lastWords.join('\n');
  return /No space left on device|Disk quota exceeded/.test(said)
    ? discError('STORAGE_FULL', 'There is no room left to write to.', { program })
    : discError('AUTHORING_PROGRAM_FAILED', `${program} failed.`, { program, said, ...context });
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split(/[\r\n]+/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
  });
  stream.on('end', () => {
    if (rest.trim() !== '') onLine(rest);
  });
}
