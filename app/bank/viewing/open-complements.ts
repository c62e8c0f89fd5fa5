import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { Complements, OpenComplement } from './ports.ts';

/** Complements that are kept open although nobody asks for them now. */
const KEEP = 16_384;

interface Entry {
  readonly opening: Promise<OpenComplement>;
  users: number;
}

/** Complements by order, each opened once for all who use it, and kept open: the least recently used is closed first. */
export class OpenComplements {
  readonly #complements: Pick<Complements, 'openComplement'>;
  #keep: number;
  readonly #entries = new Map<string, Entry>();

  constructor(complements: Pick<Complements, 'openComplement'>, keep = KEEP) {
    this.#complements = complements;
    this.#keep = keep;
  }

  /** Lends the complement of an order to `work`. @throws AppError as `Complements.openComplement`, and what `work` throws. */
  async use<Result>(
    order: OrderRecord,
    work: (complement: OpenComplement) => Result | Promise<Result>,
  ): Promise<Result> {
    const entry = this.#entryOf(order);
    entry.users += 1;
    try {
      return await work(await entry.opening);
    } finally {
      entry.users -= 1;
      this.#shrink(this.#keep);
    }
  }

  /** Closes each of them as soon as nobody uses it. */
  close(): void {
    this.#keep = 0;
    this.#shrink(0);
  }

  #entryOf(order: OrderRecord): Entry {
    const known = this.#entries.get(order.orderId);
    // Taken out and put back, it is the youngest of the map.
    this.#entries.delete(order.orderId);
    const entry = known ?? { opening: this.#complements.openComplement(order), users: 0 };
    this.#entries.set(order.orderId, entry);
    if (known === undefined) {
      entry.opening.catch(() => {
        if (this.#entries.get(order.orderId) === entry) this.#entries.delete(order.orderId);
      });
    }
    return entry;
  }

  #shrink(keep: number): void {
    if (this.#entries.size <= keep) return;
    for (const [orderId, entry] of this.#entries) {
      if (this.#entries.size <= keep) return;
      if (entry.users > 0) continue;
      this.#entries.delete(orderId);
      entry.opening.then(
        (complement) => complement.close(),
        // Nothing was opened; whoever asked for it was told why.
        () => {},
      );
    }
  }
}
