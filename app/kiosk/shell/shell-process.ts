import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '../../foundation/errors.ts';
import type { Clock } from '../../foundation/clock.ts';
import { seconds } from '../../foundation/units.ts';
import type { Environment } from './find-program.ts';
import type { ShellEnd } from './shell.ts';

export interface ShellProgram {
  readonly binary: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly stdio: StdioOptions;
  readonly clock: Clock;
}

/** How long a program has to close after it was asked, before it is made to. */
const closingTime = seconds(5);
/** How much of the last words a failure quotes. Chromium says why it cannot start, then up to 900 characters of noise. */
const quotedCharacters = 2500;

/** A browser program in a process group of its own, so that it and all its children end together. */
export class ShellProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<ShellEnd>;
  readonly #clock: Clock;
  #failure: string | null = null;
  #isAsked = false;
  #lastWords = '';

  private constructor(child: ChildProcess, clock: Clock) {
    this.child = child;
    this.#clock = clock;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-quotedCharacters);
    });
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve(this.#endOf(code, signal)));
    });
  }

  /** @throws AppError `SHELL_NOT_SHOWN` if the program cannot be started. */
  static async start(program: ShellProgram): Promise<ShellProcess> {
    const child = spawn(program.binary, program.args, {
      env: program.environment,
      stdio: program.stdio,
      detached: true,
    });
    const started = new ShellProcess(child, program.clock);
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new AppError('SHELL_NOT_SHOWN', `${program.binary} could not be started.`, {
        remedy: 'call-attendant',
        cause,
      });
    }
    return started;
  }

  /** As `ended`, once `cleanUp` is done. */
  async endedThen(cleanUp: () => Promise<void>): Promise<ShellEnd> {
    const end = await this.ended;
    await cleanUp();
    return end;
  }

  /** Asks the program to close, and makes it after five seconds. */
  async close(ask: () => void = () => this.#signal('SIGTERM')): Promise<void> {
    this.#isAsked = true;
    if (this.#isOver()) return;
    ask();
    const cancel = this.#clock.after(closingTime, () => this.#signal('SIGKILL'));
    await this.ended;
    cancel();
  }

  /** Ends the program at once because it is of no use any more; `ended` then gives `reason`. */
  abandon(reason: string): void {
    if (this.#isOver()) return;
    this.#failure ??= reason;
    this.#signal('SIGKILL');
  }

  #isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined || this.#isOver()) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group ended in between, which is what was wanted.
    }
  }

  #endOf(code: number | null, signal: NodeJS.Signals | null): ShellEnd {
    if (this.#failure !== null) return { how: 'failed', reason: this.#failure };
    if (this.#isAsked) return { how: 'asked' };
    if (code === 0) return { how: 'by-person' };
    const words = this.#lastWords.trim();
    const reason = `it ended with ${signal ?? `code ${code}`}${words === '' ? '' : `: ${words}`}`;
    return { how: 'failed', reason };
  }
}
