import { isAppError } from '../../app/foundation/errors.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceTimeout } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import { launchChild, type ChildLauncher } from '../transports/child-process.ts';
import { wordsOfLine } from './lp-codec.ts';

export interface LpPrograms {
  readonly lp: string;
  readonly lpstat: string;
  readonly cancel: string;
}

/** How a program ended and what it said. */
export interface LpOutcome {
  readonly isWell: boolean;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

export interface LpRunnerOptions extends DriverServices {
  readonly queue: string;
  readonly launch?: ChildLauncher;
}

/** lpstat waits for a scheduler that does not answer; nobody waits for it longer than this. */
const PROGRAM_LIMIT = milliseconds(30_000);

/** Runs the programs of CUPS, each to its end. */
export class LpRunner {
  readonly #options: LpRunnerOptions;

  constructor(options: LpRunnerOptions) {
    this.#options = options;
  }

  /** @throws AppError `DEVICE_TIMEOUT`, `DEVICE_CANCELED`, or `DEVICE_OFFLINE` where the program cannot be started. */
  async run(
    program: string,
    parameters: readonly string[],
    options: { readonly signal?: AbortSignal | undefined; readonly document?: Uint8Array } = {},
  ): Promise<LpOutcome> {
    const { clock, launch = launchChild, queue, tap } = this.#options;
    const { signal, document } = options;
    if (signal?.aborted) throw deviceCanceled(program, signal.reason);
    const said = { stdout: [] as string[], stderr: [] as string[] };
    const command = [program, ...parameters].join(' ');
    const size = document === undefined ? '' : `, ${document.length} bytes of document`;
    tap?.({ direction: 'sent', bytes: Buffer.from(command), meaning: `${program}${size}` });
    const child = launch({
      program,
      arguments: parameters,
      // What they say is read in English, wherever the machine stands.
      environment: { LC_ALL: 'C' },
      onLine: (line, stream) => {
        said[stream].push(line);
        tap?.({
          direction: 'received',
          bytes: Buffer.from(line),
          meaning: wordsOfLine(line, queue),
        });
      },
    });
    let end: 'itself' | 'limit' | 'signal' = 'itself';
    const stop = (reason: 'limit' | 'signal') => {
      end = reason;
      child.kill('SIGKILL');
    };
    const forget = clock.after(PROGRAM_LIMIT, () => stop('limit'));
    const onAbort = () => stop('signal');
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      if (document !== undefined) await child.write(document);
      child.end();
      const { code } = await child.exited;
      this.#refuse(end, program, signal);
      return { isWell: code === 0, ...said };
    } catch (error) {
      if (!isAppError(error)) this.#refuse(end, program, signal);
      throw error;
    } finally {
      forget();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #refuse(end: 'itself' | 'limit' | 'signal', program: string, signal: AbortSignal | undefined) {
    if (end === 'limit') throw deviceTimeout(program);
    if (end === 'signal') throw deviceCanceled(program, signal?.reason);
  }
}
