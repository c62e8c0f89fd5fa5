import type { Clock } from '../../../app/foundation/clock.ts';
import type { Milliseconds } from '../../../app/foundation/units.ts';

/** A clock that knows how many timers were set on it and have neither fired nor been cancelled, and that can be stopped. */
export class CountedTimers implements Clock {
  readonly #clock: Clock;
  #waiting = 0;
  /** Since when it stands still. */
  #stopped: { readonly now: number; readonly monotonic: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Time no longer passes, and no timer fires: whoever lives by this clock does nothing more of its own. */
  stop(): void {
    this.#stopped = { now: this.now(), monotonic: this.monotonic() };
  }

  now(): number {
    return this.#stopped?.now ?? this.#clock.now();
  }

  monotonic(): number {
    return this.#stopped?.monotonic ?? this.#clock.monotonic();
  }

  after(delay: Milliseconds, action: () => void): () => void {
    let isWaiting = true;
    const over = () => {
      if (isWaiting) this.#waiting -= 1;
      isWaiting = false;
    };
    this.#waiting += 1;
    const cancel = this.#clock.after(delay, () => {
      over();
      if (this.#stopped === null) action();
    });
    return () => {
      over();
      cancel();
    };
  }
}
