import { AppError } from '../../foundation/errors.ts';

/**
 * Lets only so many pieces of costly work be under way at once, so that strangers cannot make the bank deaf with requests
 * that each ask for some of it.
 */
export class WorkLimit {
  readonly #limit: number;
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws AppError `BANK_BUSY` where `limit` are under way; what `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) {
      throw new AppError('BANK_BUSY', 'The bank has too much to do. Please ask again shortly.', {
        remedy: 'retry',
      });
    }
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }
}
