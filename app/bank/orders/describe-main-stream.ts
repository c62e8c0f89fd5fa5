import type { MainStreamRecord, OrderRecord, Orders } from '../../../db/bank/orders.ts';
import type { MainStreamDescription } from '../../contracts/bank-api.ts';
import { AppError } from '../../foundation/errors.ts';
import { SECTOR_BYTES } from '../../foundation/units.ts';
import type { MainStreams } from './ports.ts';

/** Knows length and hash of main streams: one pass over each, however many ask, then 32 bytes in the database. */
export class MainStreamDescriber {
  readonly #orders: Orders;
  readonly #mainStreams: MainStreams;
  readonly #running = new Map<string, Promise<MainStreamRecord>>();
  readonly #closing = new AbortController();

  constructor(orders: Orders, mainStreams: MainStreams) {
    this.#orders = orders;
    this.#mainStreams = mainStreams;
  }

  /** @throws AppError `BANK_CLOSING` if {@link close} came in between; what `MainStreams` throws. */
  async describe(order: OrderRecord): Promise<MainStreamDescription> {
    const { bytes, sha256 } = order.mainStream ?? (await this.#passOnce(order));
    return { bytes, sectors: Math.ceil(bytes / SECTOR_BYTES), sha256 };
  }

  /** Gives up the passes that run. */
  async close(): Promise<void> {
    this.#closing.abort(closing());
    await Promise.allSettled(this.#running.values());
  }

  #passOnce(order: OrderRecord): Promise<MainStreamRecord> {
    const running = this.#running.get(order.orderId);
    if (running !== undefined) return running;
    const pass = this.#pass(order).finally(() => this.#running.delete(order.orderId));
    this.#running.set(order.orderId, pass);
    return pass;
  }

  async #pass(order: OrderRecord): Promise<MainStreamRecord> {
    const main = await this.#mainStreams.open(order);
    try {
      const sha256 = await main.sha256(this.#closing.signal);
      const description = { bytes: main.size, sha256 };
      await this.#orders.describeMainStream(order.orderId, description);
      return description;
    } finally {
      main.close();
    }
  }
}

function closing(): AppError {
  return new AppError('BANK_CLOSING', 'The bank is being closed.', { remedy: 'retry' });
}
