import type { Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { seconds } from '../../../foundation/units.ts';
import type { PublicBank } from './bank-client.ts';
import type { BankTransport } from './bank-transport.ts';

const LOOK_EVERY = seconds(15);

/** Knows whether the bank can be reached: by every request made, and by asking now and then. */
export class BankWatch {
  readonly #bank: PublicBank;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  #isReachable = false;
  /** Told what time it is by the bank's clock, milliseconds since 1970. */
  onTime: (bankTime: number) => void = () => {};
  #cancelNext: () => void = () => {};

  constructor(transport: BankTransport, bank: PublicBank, clock: Clock, logger: Logger) {
    this.#bank = bank;
    this.#clock = clock;
    this.#logger = logger;
    transport.onReachable = (isReachable) => this.#note(isReachable);
  }

  get isReachable(): boolean {
    return this.#isReachable;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
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
    this.#logger.info({ isReachable }, 'The way to the bank changed.');
    for (const listener of this.#listeners) listener();
  }
}
