import { unreachable } from '../../../foundation/errors.ts';
import type { OrderEffect } from '../../../orders/order-effect.ts';
import type { DiscMaking } from './disc-making.ts';
import type { DrivePool } from './drive-pool.ts';
import type { JacketPrinting } from './jacket-printing.ts';
import type { LiveProgress } from './live-progress.ts';
import type { PerformEffect } from './order-desk.ts';
import type { Paying } from './paying.ts';
import type { Presentation } from './presentation.ts';
import type { Registration } from './registration.ts';
import type { StreamFetching } from './stream-fetching.ts';

export interface EffectPerformerParts {
  readonly registration: Registration;
  readonly fetching: StreamFetching;
  readonly making: DiscMaking;
  readonly jackets: JacketPrinting;
  readonly presentation: Presentation;
  readonly paying: Paying;
  readonly pool: DrivePool;
  readonly progress: LiveProgress;
  /** Called when the input bin gave nothing. */
  readonly onNothingPicked: () => void;
  /** Called when a drive is free again. */
  readonly onDriveFree: () => void;
}

/** Who does what an effect says; and the list of what runs, so that the program can end when all of it has. */
export class EffectPerformer {
  readonly #parts: EffectPerformerParts;
  readonly #running = new Set<Promise<void>>();

  constructor(parts: EffectPerformerParts) {
    this.#parts = parts;
  }

  readonly perform: PerformEffect = (orderId, effect) => {
    const work = this.#do(orderId, effect).finally(() => this.#running.delete(work));
    this.#running.add(work);
    return work;
  };

  /** Resolves when nothing runs any more, what the last evidence began included. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #do(orderId: string, effect: OrderEffect): Promise<void> {
    const { registration, fetching, making, jackets, paying, presentation, progress } = this.#parts;
    switch (effect.does) {
      case 'register':
        return registration.register(orderId);
      case 'describeStream':
        return fetching.describe(orderId);
      case 'fetchStream':
        return fetching.fetch(orderId);
      case 'makeDisc':
        try {
          if (!(await making.make(orderId))) this.#parts.onNothingPicked();
        } finally {
          this.#parts.pool.release(effect.drive);
          this.#parts.onDriveFree();
        }
        return undefined;
      case 'continueDisc':
        try {
          await making.goOn(orderId, effect);
        } finally {
          this.#parts.pool.release(effect.drive);
          this.#parts.onDriveFree();
        }
        return undefined;
      case 'printJacket':
        return jackets.print(orderId);
      case 'checkSlot':
        return presentation.check(orderId, effect.slot);
      case 'present':
        return presentation.present(orderId, effect.slot);
      case 'recheckSlot':
        return presentation.recheck(orderId, effect.slot);
      case 'clearSlot':
        return presentation.clear(orderId, effect.slot);
      case 'discardStream':
        progress.forget(orderId);
        return fetching.discard(orderId);
      case 'authorisePayment':
        return paying.authorise(orderId);
      case 'abortPayment':
        paying.abort(orderId);
        return undefined;
      case 'capturePayment':
        return paying.capture(orderId);
      case 'releasePayment':
        return paying.release(orderId);
      case 'enquirePayment':
        return paying.enquire(orderId);
      case 'report':
      case 'freeStock':
        // Part of the records: done in the transaction that asked for them.
        return undefined;
      default:
        return unreachable(effect);
    }
  }
}
