import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface PlayRun {
  readonly code: number;
  /** What came on standard output, as bytes. */
  readonly output: Buffer;
  readonly stderr: string;
  /** The last line of standard output as JSON; null where it is none. */
  readonly result: unknown;
}

/** Runs `diptych` from its bundle, with lines on its standard input. */
export function runPlay(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  lines: readonly string[] = [],
): Promise<PlayRun> {
  const child = spawn(process.execPath, ['dist/diptych.js', ...parameters], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const output: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  return new Promise((resolve) => {
    child.once('close', (code) => {
      const bytes = Buffer.concat(output);
      resolve({ code: code ?? -1, output: bytes, stderr, result: lastObject(bytes) });
    });
  });
}

function lastObject(bytes: Buffer): unknown {
  const line = bytes.subarray(-4096).toString().trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** A program of ours that runs until it is stopped. */
export interface RunningProgram {
  /** Its first line on standard output. */
  readonly firstLine: string;
  stop(): Promise<void>;
}

/** Starts `diptych` and waits for its first line. */
export async function startDiptych(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  const child = spawn(process.execPath, ['dist/diptych.js', ...parameters], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = endOf(child);
  const firstLine = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    ended.then(() => reject(new Error('diptych ended before its first line.')), reject);
  });
  return {
    firstLine,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
  });
}
