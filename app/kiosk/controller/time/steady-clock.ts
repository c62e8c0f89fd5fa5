import type { Clock } from '../../../foundation/clock.ts';
import type { Milliseconds } from '../../../foundation/units.ts';
import { clockDoubt, type ClockDoubt, isSameTime } from '../../../orders/clock-trust.ts';

/**
 * The time of the kiosk: the wall clock as it was at the start, carried on by the monotonic one, so that a wall clock that is set
 * forward or back lets nothing expire and brings nothing back. Only the bank's word sets it anew.
 *
 * Where the start's own reading is doubtful, what cannot be taken back waits for that word: {@link isTrusted}.
 */
export class SteadyClock implements Clock {
  readonly #under: Clock;
  #anchor: { readonly wall: number; readonly monotonic: number };
  #doubt: ClockDoubt | null;
  /** Told when the time was set anew, with how far, in milliseconds. */
  onSet: (difference: number) => void = () => {};

  /** @param lastRecorded the latest moment in the records, milliseconds since 1970; time never starts before it. */
  constructor(under: Clock, lastRecorded: number | null) {
    this.#under = under;
    const wall = under.now();
    this.#doubt = clockDoubt(wall, lastRecorded);
    this.#anchor = {
      wall: this.#doubt === 'ranBack' ? Math.max(wall, lastRecorded ?? wall) : wall,
      monotonic: under.monotonic(),
    };
  }

  now(): number {
    const { wall, monotonic } = this.#anchor;
    return Math.floor(wall + this.#under.monotonic() - monotonic);
  }

  monotonic(): number {
    return this.#under.monotonic();
  }

  after(delay: Milliseconds, action: () => void): () => void {
    return this.#under.after(delay, action);
  }

  /** Why the time may be wrong; null where nothing speaks against it. */
  get doubt(): ClockDoubt | null {
    return this.#doubt;
  }

  /** Whether something may expire because of the time. */
  get isTrusted(): boolean {
    return this.#doubt === null;
  }

  /** The bank says what time it is. Where the wall clock agrees it is followed, for it tells the time more finely. */
  confirm(bankTime: number): void {
    const before = this.now();
    const wall = this.#under.now();
    this.#doubt = null;
    if (isSameTime(before, bankTime)) return;
    this.#anchor = {
      wall: isSameTime(wall, bankTime) ? wall : bankTime,
      monotonic: this.#under.monotonic(),
    };
    this.onSet(this.now() - before);
  }
}
