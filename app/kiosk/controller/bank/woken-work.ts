import type { Clock } from '../../../foundation/clock.ts';
import type { Milliseconds } from '../../../foundation/units.ts';

/** Work that is done when it is woken, never twice at a time. Woken while it runs, it looks once more. */
export class WokenWork {
  readonly #clock: Clock;
  readonly #run: () => Promise<Milliseconds | null>;
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;
  #isWoken = false;
  #cancelNext: () => void = () => {};

  /** @param run never rejects; resolves with when it wakes by itself, null: not before it is woken. */
  constructor(clock: Clock, run: () => Promise<Milliseconds | null>) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Aborts when the work is given up. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Whether to look once more: asked by `run`, once for each look. */
  takeWake(): boolean {
    const isWoken = this.#isWoken && !this.signal.aborted;
    this.#isWoken = false;
    return isWoken;
  }

  wake(): void {
    if (this.signal.aborted) return;
    this.#isWoken = true;
    this.#cancelNext();
    this.#running ??= this.#runOut();
  }

  /** Resolves when a run that was under way has ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancelNext();
    await this.#running;
  }

  /** Ends in the very step in which it sees that nobody woke it any more: a wake after that begins a run of its own. */
  async #runOut(): Promise<void> {
    try {
      for (;;) {
        const pause = await this.#run();
        if (this.signal.aborted) return;
        if (pause !== null) {
          this.#cancelNext();
          this.#cancelNext = this.#clock.after(pause, () => this.wake());
          return;
        }
        if (!this.#isWoken) return;
      }
    } finally {
      this.#running = null;
    }
  }
}
