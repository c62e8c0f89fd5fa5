import type { LicenceStatus } from '../../contracts/licence.ts';
import { viewerRoutes, viewingRenewalSchema } from '../../contracts/viewer-api.ts';
import type { Clock } from '../../foundation/clock.ts';
import { type AppError, isAppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { milliseconds, type Milliseconds, seconds } from '../../foundation/units.ts';
import { backOff } from './back-off.ts';
import type { BankTransport } from './bank-transport.ts';
import type { OpenedViewing } from './open-viewing.ts';
import { isLapsed, isTrouble } from './trouble.ts';

export interface LeaseParts {
  readonly transport: BankTransport;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  /** The bank has ended the right. */
  onRefused(error: AppError): void;
  /** The bank does not know the viewing any more: this player was silent too long. */
  onLapsed(): void;
}

/** How long the bank may take to hear that a viewing is over: the lease lapses by itself. */
const FAREWELL = seconds(3);
const RENEWAL_WITHIN = seconds(10);

/**
 * One viewing as long as this player has it: says to the bank, twice an interval, that it still plays, and that it stops.
 * The time is counted by this machine's clock from the answer on, so that clocks may differ.
 */
export class ViewingLease {
  readonly viewingId: string;
  /** 32 bytes; zeros once it has ended. */
  readonly key: Uint8Array;
  readonly #parts: LeaseParts;
  readonly #stop = new AbortController();
  #token: string;
  #licence: LicenceStatus;
  #cancelRenewal: () => void = () => {};

  constructor(viewing: OpenedViewing, parts: LeaseParts) {
    this.viewingId = viewing.viewingId;
    this.key = viewing.key;
    this.#token = viewing.token;
    this.#licence = viewing.licence;
    this.#parts = parts;
    this.#renewAfter(this.#interval());
  }

  get token(): string {
    return this.#token;
  }

  get licence(): LicenceStatus {
    return this.#licence;
  }

  /** Forgets the viewing without a word to the bank, which does not know it any more. */
  drop(): void {
    this.#stop.abort();
    this.#cancelRenewal();
    this.key.fill(0);
  }

  /** Gives the viewing back. An answer is waited for a moment, and needed by nobody. */
  async end(): Promise<void> {
    this.drop();
    const { transport, logger } = this.#parts;
    try {
      await transport.send({
        method: 'DELETE',
        target: viewerRoutes.viewing(this.viewingId),
        signer: null,
        bearer: this.#token,
        within: FAREWELL,
        signal: new AbortController().signal,
      });
    } catch (error) {
      const code = isAppError(error) ? error.code : null;
      logger.info({ viewingId: this.viewingId, code }, 'The end of a viewing was not heard.');
    }
  }

  #interval(): Milliseconds {
    return milliseconds((this.#licence.terms.players.intervalSeconds * 1000) / 2);
  }

  #renewAfter(delay: Milliseconds, attempt: number = 1): void {
    this.#cancelRenewal = this.#parts.clock.after(delay, () => {
      void this.#renew(attempt);
    });
  }

  async #renew(attempt: number): Promise<void> {
    const { randomness, transport, logger } = this.#parts;
    const { signal } = this.#stop;
    try {
      const renewal = await transport.ask(
        {
          method: 'POST',
          target: viewerRoutes.viewingRenewals(this.viewingId),
          signer: null,
          bearer: this.#token,
          within: RENEWAL_WITHIN,
          signal,
        },
        viewingRenewalSchema,
        1,
      );
      this.#token = renewal.token;
      this.#licence = renewal.licence;
      if (!signal.aborted) this.#renewAfter(this.#interval());
    } catch (error) {
      if (signal.aborted) return;
      if (!isAppError(error)) throw error;
      logger.info({ viewingId: this.viewingId, code: error.code }, 'A viewing was not renewed.');
      if (isLapsed(error)) this.#parts.onLapsed();
      else if (isTrouble(error)) this.#renewAfter(backOff(attempt, randomness), attempt + 1);
      else this.#parts.onRefused(error);
    }
  }
}
