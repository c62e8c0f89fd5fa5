import type { Clock } from '../../foundation/clock.ts';

/**
 * How much film a supply would still give at once, in seconds, as far as that can be known here. A bank lets a player be so far
 * ahead of the clock: what it gives is taken from that, and comes back as time passes.
 */
export class Allowance {
  readonly #clock: Clock;
  readonly #most: number;
  #left: number;
  /** Milliseconds of the monotonic clock. */
  #at: number;

  /** @param most infinite for a supply that does not look at the clock. */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
    this.#left = most;
    this.#at = clock.monotonic();
  }

  get left(): number {
    const now = this.#clock.monotonic();
    this.#left = Math.min(this.#most, this.#left + (now - this.#at) / 1000);
    this.#at = now;
    return this.#left;
  }

  spend(seconds: number): void {
    this.#left = Math.max(0, this.left - seconds);
  }
}
