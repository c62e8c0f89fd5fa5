import type { Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { hours, minutes, seconds } from '../../../foundation/units.ts';
import type { PublicBank } from './bank-client.ts';
import type { BankTransport } from './bank-transport.ts';

const LOOK_EVERY = seconds(15);
/** So long after an outage nothing is taken from anybody for not having come while the line was down. */
const SETTLES_IN = hours(2);
/** What is shorter kept nobody away. */
const OUTAGE = minutes(10);

/** Knows whether the bank can be reached: by every request made, and by asking now and then. */
export class BankWatch {
  readonly #bank: PublicBank;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  #isReachable = false;
  /** Monotonic: since when the line is down, or was; and when the last outage ended, null where this start saw none. */
  #awaySince: number;
  #outageEnded: number | null = null;
  /** Told what time it is by the bank's clock, milliseconds since 1970. */
  onTime: (bankTime: number) => void = () => {};
  #cancelNext: () => void = () => {};

  constructor(transport: BankTransport, bank: PublicBank, clock: Clock, logger: Logger) {
    this.#bank = bank;
    this.#clock = clock;
    this.#logger = logger;
    this.#awaySince = clock.monotonic();
    transport.onReachable = (isReachable) => this.#note(isReachable);
  }

  get isReachable(): boolean {
    return this.#isReachable;
  }

  /** Whether the bank can be reached, and could for a while: who was kept away has had the time to come. */
  get isSettled(): boolean {
    if (!this.#isReachable) return false;
    const ended = this.#outageEnded;
    return ended === null || this.#clock.monotonic() - ended >= SETTLES_IN;
  }

  /** @returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks once, and from then on now and then. Never throws: being unreachable is what it tells. */
  async start(): Promise<void> {
    try {
      this.onTime(await this.#bank.readTime(this.#closing.signal));
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#logger.debug({ code }, 'The bank did not say that it is well.');
    }
    this.#cancelNext = this.#clock.after(LOOK_EVERY, () => void this.start());
  }

  close(): void {
    this.#closing.abort();
    this.#cancelNext();
  }

  #note(isReachable: boolean): void {
    if (isReachable === this.#isReachable) return;
    this.#isReachable = isReachable;
    const now = this.#clock.monotonic();
    if (!isReachable) this.#awaySince = now;
    else if (now - this.#awaySince >= OUTAGE) this.#outageEnded = now;
    this.#logger.info({ isReachable }, 'The way to the bank changed.');
    for (const listener of this.#listeners) listener();
  }
}
