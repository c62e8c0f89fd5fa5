import type { KioskStart } from '../../../contracts/bank-api.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { minutes } from '../../../foundation/units.ts';
import type { KioskBank } from './bank-client.ts';

/** Between two askings of a kiosk that the bank does not believe. */
const ASK_EVERY = minutes(10);

/** What the bank thinks of this kiosk: `stale`: its records are behind what the bank has seen of it. */
export type Standing = 'good' | 'stale' | 'refused';

const standingBy: Readonly<Record<string, Standing>> = {
  KIOSK_STALE: 'stale',
  KIOSK_REVOKED: 'refused',
  SIGNATURE_UNKNOWN_KEY: 'refused',
};

export interface BankStandingParts {
  readonly bank: Pick<KioskBank, 'tellStart'>;
  /** How far the records are now. */
  readonly start: () => KioskStart;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Tells the bank how far the records are, once it can be reached, and knows whether it still believes this kiosk. A refusal of any
 * request says that it does not; only its word on how far the records are says that it does again.
 */
export class BankStanding {
  readonly #parts: BankStandingParts;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<(standing: Standing) => void>();
  #standing: Standing = 'good';
  #isTold = false;
  #isTelling = false;
  #cancelNext: () => void = () => {};

  constructor(parts: BankStandingParts) {
    this.#parts = parts;
  }

  get standing(): Standing {
    return this.#standing;
  }

  onChange(listener: (standing: Standing) => void): void {
    this.#listeners.add(listener);
  }

  /** What the bank answered to some request. */
  noteRefusal(code: string): void {
    const standing = standingBy[code];
    if (standing === undefined) return;
    this.#isTold = false;
    this.#become(standing);
  }

  /** Tells how far the records are, where that was not told yet. Never throws. */
  async tell(): Promise<void> {
    if (this.#isTold || this.#isTelling || this.#closing.signal.aborted) return;
    this.#isTelling = true;
    this.#cancelNext();
    const { bank, clock, logger, start } = this.#parts;
    try {
      await bank.tellStart(start(), this.#closing.signal);
      this.#isTold = true;
      this.#become('good');
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      if (code === 'NOT_FOUND') {
        logger.info(
          {},
          'The bank is of an older edition: it does not ask how far the records are.',
        );
        this.#isTold = true;
        return;
      }
      // A refusal was noted already.
      logger.warn({ code }, 'The bank did not take how far the records are.');
      this.#cancelNext = clock.after(ASK_EVERY, () => void this.tell());
    } finally {
      this.#isTelling = false;
    }
  }

  close(): void {
    this.#closing.abort();
    this.#cancelNext();
  }

  #become(standing: Standing): void {
    if (standing === this.#standing) return;
    this.#standing = standing;
    this.#parts.logger.warn({ standing }, 'What the bank thinks of this kiosk changed.');
    for (const listener of this.#listeners) listener(standing);
  }
}
