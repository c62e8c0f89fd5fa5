import type { Licences } from '../../../db/bank/licences.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { minutes } from '../../foundation/units.ts';

/** Nothing waits for it: whoever asks for a film is told by the terms themselves. */
const LOOK_EVERY = minutes(15);

export interface ExpiryWatchParts {
  readonly licences: Pick<Licences, 'expireEnded'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Has it written of licences that they have expired, though nobody asks for them: what is written no clock takes back. */
export class ExpiryWatch {
  readonly #parts: ExpiryWatchParts;
  #looking: Promise<void> = Promise.resolve();
  #cancelNext: () => void = () => {};
  #isClosed = false;

  constructor(parts: ExpiryWatchParts) {
    this.#parts = parts;
  }

  /** Looks now, and from then on each quarter of an hour. Never throws: what fails is logged, and tried again. */
  start(): Promise<void> {
    this.#looking = this.#look();
    return this.#looking;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelNext();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { clock, licences, logger } = this.#parts;
    try {
      const expired = await licences.expireEnded(timestamp(clock));
      if (expired > 0) logger.info({ expired }, 'Licences have reached their end.');
    } catch (error) {
      const code = isAppError(error) ? error.code : null;
      logger.error({ code }, 'It could not be written which licences have expired.');
    }
    if (this.#isClosed) return;
    this.#cancelNext = clock.after(LOOK_EVERY, () => void this.start());
  }
}
