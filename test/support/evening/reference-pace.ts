/** Ticks are 90 kHz. */
const CAPACITY = 20 * 90_000;
const TICKS_A_MILLISECOND = 90;

/** What a player may be given: twenty seconds of film at once, then a second each second. */
export class ReferencePace {
  #level = CAPACITY;
  #at: number;
  /** Something was asked whose answer nobody saw. */
  isUnsure = false;

  /** @param now milliseconds, as everywhere here. */
  constructor(now: number) {
    this.#at = now;
  }

  /** @returns whether this block might be given now; if so, it is. */
  take(ticks: number, now: number): boolean {
    const mayBe = this.mayTake(ticks, now);
    this.#level = Math.max(0, this.#level - ticks);
    return mayBe;
  }

  mayTake(ticks: number, now: number): boolean {
    this.#level = Math.min(CAPACITY, this.#level + (now - this.#at) * TICKS_A_MILLISECOND);
    this.#at = now;
    return ticks <= this.#level;
  }
}
