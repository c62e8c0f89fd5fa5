/** How far ahead of its picture a player may be, in seconds of film. */
export const LOOK_AHEAD_SECONDS = 20;

/** Ticks of playing time are 90 kHz, the system clock of ISO/IEC 13818-1. */
export const TICKS_A_SECOND = 90_000;
const TICKS_A_MILLISECOND = TICKS_A_SECOND / 1000;

/**
 * A token bucket of playing time: it holds the look-ahead, is full at first, and fills as fast as a film plays. So what was
 * given up to any moment is never more than the time since then and the look-ahead.
 *
 * Times are milliseconds of the monotonic clock.
 */
export class Pace {
  readonly #capacity: number;
  #ticks: number;
  #at: number;

  constructor(now: number, lookAheadSeconds: number = LOOK_AHEAD_SECONDS) {
    this.#capacity = lookAheadSeconds * TICKS_A_SECOND;
    this.#ticks = this.#capacity;
    this.#at = now;
  }

  /**
   * Milliseconds, whole, until a block of this playing time may go: 0, now. One that is longer than the look-ahead goes
   * when the bucket is full, and so does the first.
   */
  waitFor(ticks: number, now: number): number {
    this.#refill(now);
    const missing = this.#costOf(ticks) - this.#ticks;
    return missing <= 0 ? 0 : Math.ceil(missing / TICKS_A_MILLISECOND);
  }

  /** Takes a block for which {@link waitFor} said 0. */
  take(ticks: number, now: number): void {
    this.#refill(now);
    this.#ticks = Math.max(0, this.#ticks - this.#costOf(ticks));
  }

  /** Whether it is as it was at first: then nothing is lost by forgetting it. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#ticks === this.#capacity;
  }

  #costOf(ticks: number): number {
    return Math.min(ticks, this.#capacity);
  }

  #refill(now: number): void {
    const gained = (now - this.#at) * TICKS_A_MILLISECOND;
    this.#ticks = Math.min(this.#capacity, this.#ticks + gained);
    this.#at = now;
  }
}
