import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MadeDisc } from '../../app/cli/main-job/make-disc.ts';
import { runDiptych } from './run-diptych.ts';

/** A disc that a kiosk made and a customer took, the bank that keeps its complement, and the viewer's home. */
export interface Home {
  readonly disc: MadeDisc;
  /** Of the original, in the vault. */
  readonly master: string;
  readonly bankUrl: string;
  /** Of every program of this home. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the player keeps what it keeps. */
  readonly playerFolder: string;
  /** Starts the `diptych` command; `secrets` are its lines of standard input. `own`: variables of this program alone. */
  start(
    parameters: readonly string[],
    secrets: readonly string[],
    own?: Readonly<Record<string, string>>,
  ): ChildProcess;
  stopBank(): Promise<void>;
  /** At the same address as before. */
  startBank(): Promise<void>;
  /** Ends whatever of it still runs. */
  close(): Promise<void>;
}

/** Makes one disc of a title of the demonstration, and runs the bank alone. */
export async function openHome(titleId: string): Promise<Home> {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-home-'));
  const playerFolder = join(folder, 'player');
  const environment = {
    DIPTYCH_DATA: join(folder, 'data'),
    DIPTYCH_PLAYER: playerFolder,
    DIPTYCH_BANK_PORT: '0',
    LC_ALL: 'C',
  };
  const running = new Set<ChildProcess>();
  const start: Home['start'] = (parameters, secrets, own = {}) => {
    const child = spawn(process.execPath, ['dist/diptych.js', ...parameters], {
      env: { ...process.env, ...environment, ...own },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    child.stdin.on('error', () => {});
    child.stdin.end(secrets.map((secret) => `${secret}\n`).join(''));
    return child;
  };
  const made = await runDiptych(['disc', '--json', '--title', titleId], environment);
  if (made.code !== 0) throw new Error(`diptych disc failed: ${made.stdout}${made.stderr}`);
  let bank = start(['bank'], []);
  const line = await firstLine(bank, /^Bank: (http:\S+)$/);
  return {
    disc: JSON.parse(made.stdout) as MadeDisc,
    master: join(environment.DIPTYCH_DATA, 'bank', 'vault', titleId, 'master.iso'),
    bankUrl: line,
    environment,
    playerFolder,
    start,
    async stopBank() {
      await stop(bank, 'SIGTERM');
    },
    async startBank() {
      bank = start(['bank'], [], { DIPTYCH_BANK_PORT: new URL(line).port });
      await firstLine(bank, /^Bank: (http:\S+)$/);
    },
    async close() {
      await stop(bank, 'SIGTERM');
      await Promise.all([...running].map((child) => stop(child, 'SIGKILL')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first group of the first line of standard output that matches. */
export async function firstLine(child: ChildProcess, pattern: RegExp): Promise<string> {
  if (child.stdout === null) throw new Error('The program has no standard output.');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line)?.[1];
    said.push(line);
    if (found === undefined) continue;
    child.stdout.resume();
    return found;
  }
  throw new Error(`The program ended without ${pattern}: ${said.join('\n')}`);
}

/** Resolves with the exit code, null where a signal ended it. */
export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const over = ended(child);
  child.kill(signal);
  return over;
}

/** All of a stream, as text. */
export async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  if (stream !== null) for await (const piece of stream) text += String(piece);
  return text;
}
