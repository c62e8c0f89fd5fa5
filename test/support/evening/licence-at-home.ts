import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { ReferenceLicence } from './reference-licence.ts';

/** What is true of the film of an order, whatever a bank says. */
export interface Truth {
  /** The disc as its owner holds it. */
  readonly disc: Uint8Array;
  readonly complement: {
    readonly blocks: number;
    readonly totalTicks: number;
    head(): Uint8Array;
    block(number: number): Uint8Array;
  };
  readonly ticks: (block: number) => number;
}

/** A disc at home, with everything that is known of it; what is asked of one licence is asked in turn. */
export class LicenceAtHome {
  readonly order: OrderRecord;
  readonly truth: Truth;
  readonly reference: ReferenceLicence;
  #last: Promise<unknown> = Promise.resolve();

  constructor(order: OrderRecord, truth: Truth, reference: ReferenceLicence) {
    this.order = order;
    this.truth = truth;
    this.reference = reference;
    const { totalTicks } = truth.complement;
    reference.isCounted = (showing) => {
      const [low, high] = this.delivery().get(showing) ?? [0, 0];
      if (low * 20 > totalTicks) return true;
      return high * 20 > totalTicks ? null : false;
    };
  }

  delivery(): Map<string, [number, number]> {
    const { complement, ticks } = this.truth;
    return this.reference.delivery((block) => ticks(block), complement.totalTicks);
  }

  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(action);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
