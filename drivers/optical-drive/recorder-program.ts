import type { Clock } from '../../app/foundation/clock.ts';
import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceTimeout } from '../contract/device-errors.ts';
import type { WireTap } from '../contract/device.ts';
import type {
  ChildExit,
  ChildLauncher,
  ChildStream,
  RunningChild,
} from '../transports/child-process.ts';

export interface RecorderProgramOptions {
  /** `cdrskin`, or a program that prints what it prints. */
  readonly program: string;
  readonly leadingArguments: readonly string[];
  readonly launch: ChildLauncher;
  readonly clock: Clock;
  /** Hears every command line and every line of output; the image that is fed is not among them. */
  readonly tap?: WireTap | undefined;
  /** What a line of output means, in a word; for the tap. */
  readonly explain: (line: string) => string;
}

export interface Run {
  readonly exit: ChildExit;
  readonly lines: readonly string[];
}

/** How long a program that was told to stop may take before it is killed. */
const GRACE = seconds(10);

/** The recorder's program: starts it, and lets nothing it started outlive `close`. */
export class RecorderProgram {
  readonly #options: RecorderProgramOptions;
  readonly #running = new Set<RunningChild>();
  #closed = false;

  constructor(options: RecorderProgramOptions) {
    this.#options = options;
  }

  /** @throws AppError `DEVICE_OFFLINE` once it is closed */
  start(
    commandArguments: readonly string[],
    onLine: (line: string, stream: ChildStream) => void,
  ): RunningChild {
    if (this.#closed) throw deviceOffline('The recorder, which is not in use any more,');
    const { program, leadingArguments, launch, tap, explain } = this.#options;
    const words = [...leadingArguments, ...commandArguments];
    tap?.({
      direction: 'sent',
      bytes: Buffer.from([program, ...words].join(' ')),
      meaning: 'command line',
    });
    const child = launch({
      program,
      arguments: words,
      environment: { LC_ALL: 'C' },
      onLine: (line, stream) => {
        tap?.({ direction: 'received', bytes: Buffer.from(line), meaning: explain(line) });
        onLine(line, stream);
      },
    });
    this.#running.add(child);
    const forget = () => this.#running.delete(child);
    child.exited.then(forget, forget);
    return child;
  }

  /**
   * Runs a short command to its end.
   *
   * @throws AppError `DEVICE_TIMEOUT`, `DEVICE_CANCELED`, `DEVICE_OFFLINE`
   */
  async run(
    commandArguments: readonly string[],
    limit: Milliseconds,
    signal?: AbortSignal,
  ): Promise<Run> {
    if (signal?.aborted) throw deviceCanceled('A command to the recorder', signal.reason);
    const lines: string[] = [];
    const child = this.start(commandArguments, (line) => lines.push(line));
    child.end();
    let late = false;
    const stop = () => this.stop(child);
    const cancelLimit = this.#options.clock.after(limit, () => {
      late = true;
      stop();
    });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const exit = await child.exited;
      if (this.#closed) throw deviceOffline('The recorder, which is not in use any more,');
      if (late) throw deviceTimeout('A command to the recorder', { lines: lines.slice(-5) });
      if (signal?.aborted) throw deviceCanceled('A command to the recorder', signal.reason);
      return { exit, lines };
    } finally {
      cancelLimit();
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Asks once, and kills after `grace`. */
  stop(child: RunningChild, grace: Milliseconds = GRACE): void {
    child.kill('SIGTERM');
    const cancel = this.#options.clock.after(grace, () => child.kill('SIGKILL'));
    child.exited.then(cancel, cancel);
  }

  /** Kills what still runs, and starts nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    const ending = [...this.#running];
    for (const child of ending) child.kill('SIGKILL');
    await Promise.allSettled(ending.map((child) => child.exited));
  }
}
