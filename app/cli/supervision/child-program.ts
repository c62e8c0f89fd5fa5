import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';

const readyLine = z.strictObject({ ready: z.literal(true), url: z.url() });

export interface ChildProgram {
  readonly name: string;
  readonly url: string;
  /** Resolves with a sentence when the program has ended, asked or not. */
  readonly ended: Promise<string>;
  /** Asks it to end, and makes it after ten seconds. */
  stop(): Promise<void>;
}

export interface ChildProgramOptions {
  readonly name: string;
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/**
 * Starts one of our own Node programs and waits for the line in which it says that it is ready.
 *
 * @throws AppError `START_FAILED` if it ends first; the message holds its last log lines.
 */
export async function startChildProgram(options: ChildProgramOptions): Promise<ChildProgram> {
  const child = spawn(process.execPath, ['--enable-source-maps', options.program], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  child.stderr.pipe(log);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(`The ${options.name} ended (${signal ?? `code ${code}`}).`),
    );
  });
  const url = await Promise.race([
    firstReadyLine(child),
    ended.then((sentence) => {
      throw startFailure(options, sentence);
    }),
  ]);
  return { name: options.name, url, ended, stop: () => stop(child, ended) };
}

async function firstReadyLine(child: ChildProcess & { stdout: NodeJS.ReadableStream }) {
  for await (const line of createInterface({ input: child.stdout })) {
    const parsed = readyLine.safeParse(parseJson(line));
    if (parsed.success) {
      child.stdout.resume();
      return parsed.data.url;
    }
  }
  // The stream ended: the exit of the program tells why.
  return new Promise<never>(() => {});
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(limit);
}

function startFailure(options: ChildProgramOptions, sentence: string): AppError {
  const lines = readFileSync(options.logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
  return new AppError('START_FAILED', `${sentence} Its last words:\n${lines}`, {
    remedy: 'call-attendant',
    context: { program: options.name, log: options.logFile },
  });
}
