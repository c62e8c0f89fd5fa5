import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';
import { LogFile } from './log-file.ts';

/** The one line on standard output in which a program says that it is ready, or why it never will be. */
const firstLine = z.discriminatedUnion('ready', [
  z.strictObject({ ready: z.literal(true), url: z.url() }),
  z.strictObject({ ready: z.literal(false), code: z.string(), message: z.string() }),
]);

export interface ChildProgram {
  readonly name: string;
  readonly url: string;
  /** Resolves with a sentence when the program has ended, asked or not. */
  readonly ended: Promise<string>;
  /** Its exit code; null where a signal ended it. */
  readonly exitCode: Promise<number | null>;
  /** Asks it to end, and makes it after half a minute: a disc at the open gate has its time first. */
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
 * @throws AppError `START_FAILED` if it ends first, with its own reason; `START_PORT_TAKEN`.
 */
export async function startChildProgram(options: ChildProgramOptions): Promise<ChildProgram> {
  const child = spawn(process.execPath, ['--enable-source-maps', options.program], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Read whatever becomes of the log: a program whose words nobody takes stands still.
  const log = new LogFile(options.logFile);
  child.stderr.on('data', (text: Buffer) => log.write(text));
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(`The ${options.name} ended (${signal ?? `code ${code}`}).`),
    );
    child.once('error', (error) => resolve(`The ${options.name} did not run: ${error.message}`));
  });
  const exitCode = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const first = (await readFirstLine(child)) ?? { ready: false as const, message: await ended };
  if (!first.ready) {
    await stop(child, ended);
    throw startFailure(options, first.message);
  }
  const { url } = first;
  return { name: options.name, url, ended, exitCode, stop: () => stop(child, ended) };
}

async function readFirstLine(child: ChildProcess & { stdout: NodeJS.ReadableStream }) {
  for await (const line of createInterface({ input: child.stdout })) {
    const parsed = firstLine.safeParse(parseJson(line));
    if (parsed.success) {
      child.stdout.resume();
      return parsed.data;
    }
  }
  // It ended without a word.
  return null;
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
  const limit = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await ended;
  clearTimeout(limit);
}

function startFailure(options: ChildProgramOptions, reason: string): AppError {
  const context = { program: options.name, log: options.logFile };
  if (reason.includes('EADDRINUSE')) {
    return new AppError(
      'START_PORT_TAKEN',
      `The port of the ${options.name} is in use. Is Diptych running already?`,
      { remedy: 'reject-input', context },
    );
  }
  return new AppError(
    'START_FAILED',
    `The ${options.name} did not start: ${reason}\nIts log: ${options.logFile}`,
    { remedy: 'call-attendant', context },
  );
}
