import { isAbsent, type Device, type DeviceStatus } from '../../../../drivers/contract/device.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { ActRunner } from './act-runner.ts';

/** Something that a start has to do with devices. */
export interface ArrivalTask {
  /** For the log: `empty drive 1`. */
  readonly name: string;
  /** It waits until all of these are there. */
  readonly needs: readonly Pick<Device<unknown, DeviceStatus>, 'status' | 'onStatus'>[];
  /** @returns whether it is done; what is not is tried again when a device that it needs went and came back. */
  readonly run: () => Promise<boolean>;
}

/**
 * Does what a start has to do with devices: at once where they are there, otherwise as soon as they come. One thing at a time,
 * in the order in which it was given, and nothing twice.
 */
export class Arrivals {
  readonly #acts: Pick<ActRunner, 'signal' | 'untilMayBegin'>;
  readonly #logger: Logger;
  readonly #due = new Set<ArrivalTask>();
  /** Not done though everything was there: one of its devices must go and come back first. */
  readonly #tried = new Set<ArrivalTask>();
  readonly #heard = new Map<ArrivalTask['needs'][number], () => void>();
  #running: Promise<void> | null = null;
  /** Told after a device that came late was seen to. */
  onDone: () => void = () => {};

  constructor(acts: Pick<ActRunner, 'signal' | 'untilMayBegin'>, logger: Logger) {
    this.#acts = acts;
    this.#logger = logger;
  }

  /** Does what can be done now; the rest is done when its devices come. Rejects once the program is ending. */
  async begin(tasks: readonly ArrivalTask[]): Promise<void> {
    await this.#running;
    for (const task of tasks) this.#due.add(task);
    try {
      this.#running = this.#work();
      await this.#running;
    } finally {
      this.#running = null;
    }
    for (const device of [...this.#due].flatMap(({ needs }) => needs)) {
      if (this.#heard.has(device)) continue;
      this.#heard.set(
        device,
        device.onStatus(() => this.#look()),
      );
    }
    this.#look();
  }

  /** Resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    for (const stop of this.#heard.values()) stop();
    this.#due.clear();
    await this.#running?.catch(() => {
      // Who began it has heard of it.
    });
  }

  #look(): void {
    for (const task of this.#due) if (!isThere(task)) this.#tried.delete(task);
    const isAnyReady = [...this.#due].some((task) => this.#isReady(task));
    if (!isAnyReady || this.#running !== null || this.#acts.signal.aborted) return;
    this.#running = this.#late();
  }

  async #late(): Promise<void> {
    try {
      await this.#acts.untilMayBegin('reject.started');
      await this.#work();
    } catch (error) {
      if (this.#acts.signal.aborted) return;
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#logger.error({ code }, 'A device that came late could not be seen to.');
    } finally {
      this.#running = null;
    }
    if (this.#acts.signal.aborted) return;
    this.onDone();
    this.#look();
  }

  async #work(): Promise<void> {
    for (const task of this.#due) {
      if (!this.#isReady(task)) continue;
      this.#tried.add(task);
      if (!(await task.run())) continue;
      this.#due.delete(task);
      this.#logger.debug({ task: task.name }, 'A part of the start is done.');
    }
  }

  #isReady(task: ArrivalTask): boolean {
    return isThere(task) && !this.#tried.has(task);
  }
}

function isThere({ needs }: ArrivalTask): boolean {
  return needs.every(({ status }) => !isAbsent(status.health));
}
