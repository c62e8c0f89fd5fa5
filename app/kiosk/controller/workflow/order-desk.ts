import { isDeepStrictEqual } from 'node:util';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { AppError, type Remedy } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Money } from '../../../contracts/money.ts';
import type { Language, Title } from '../../../contracts/title.ts';
import type { OrderEffect } from '../../../orders/order-effect.ts';
import type { OrderEvent, Refusal } from '../../../orders/order-event.ts';
import type { OrderRules } from '../../../orders/order-rules.ts';
import {
  advancePaidOrder,
  beginPaidOrder,
  type PaidOrderAdvance,
} from '../../../orders/paid-order.ts';
import { freePayment, type Payment } from '../../../orders/payment-state.ts';
import type { OrderState } from '../../../orders/order-state.ts';
import type { KioskRecords, OrderRecord } from '../records/kiosk-records.ts';
import { freeStock, releaseItems, reserveAll, setAside, takeUpAgain } from './order-stock.ts';

/** An event without its time, which the desk knows. */
export type OrderHappening = OrderEvent extends infer Event
  ? Event extends { at: number }
    ? Omit<Event, 'at'>
    : never
  : never;

export interface NewOrder {
  readonly orderId: string;
  readonly code: string;
  readonly title: Title;
  readonly userId: string;
  readonly distributorId: string;
  readonly requestKey: string;
  readonly language: Language;
  readonly slot: number;
  /** What it costs; left out where it costs nothing. */
  readonly price?: Money | null;
}

/** Does what an effect says. It is called after the effect and the state that asks for it were committed. */
export type PerformEffect = (orderId: string, effect: OrderEffect) => Promise<void>;

type ChangeListener = (orderId: string, state: OrderState) => void;

const refusals: Readonly<Record<Refusal, readonly [string, Remedy]>> = {
  ORDER_NOT_NOW: ['That is not possible for this order now.', 'reject-input'],
  ORDER_TOO_LATE: ['It is too late to cancel this order.', 'reject-input'],
  ORDER_SETTLED: ['This order was settled already: its end stands.', 'reject-input'],
  IDENTITY_NOT_FRESH: ['Please identify again, now that the disc is ready.', 'reject-input'],
};

/** The error that a refused event becomes for whoever asked. */
export function refusalError(refusal: Refusal): AppError {
  const [message, remedy] = refusals[refusal];
  return new AppError(refusal, message, { remedy });
}

/**
 * Where orders change. State and effects are written in one transaction; only then is an effect begun. Reports and
 * stock are part of the records, so they are done in that same transaction.
 */
export class OrderDesk {
  readonly #records: KioskRecords;
  readonly #clock: Clock;
  readonly #rules: OrderRules;
  readonly #logger: Logger;
  readonly #listeners = new Set<ChangeListener>();
  #perform: PerformEffect = () => Promise.resolve();
  #onFailure: (error: unknown) => void = () => {};

  constructor(records: KioskRecords, clock: Clock, rules: OrderRules, logger: Logger) {
    this.#logger = logger;
    this.#records = records;
    this.#clock = clock;
    this.#rules = rules;
  }

  performWith(perform: PerformEffect): void {
    this.#perform = perform;
  }

  /** Told of whatever kept a change from being written. */
  reportFailuresTo(listener: (error: unknown) => void): void {
    this.#onFailure = listener;
  }

  /** Told after every change, once it is committed. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  find(orderId: string): OrderRecord | null {
    return this.#records.orders.find(orderId);
  }

  /** @throws AppError `ORDER_UNKNOWN`. */
  get(orderId: string): OrderRecord {
    const order = this.find(orderId);
    if (order !== null) return order;
    throw new AppError('ORDER_UNKNOWN', 'There is no such order.', { remedy: 'reject-input' });
  }

  /** Where the money of an order stands. */
  paymentOf(orderId: string): Payment {
    return this.#records.payments.find(orderId) ?? freePayment;
  }

  /** Records a new order and reserves its slot, blank and sheet, all or nothing. */
  place(order: NewOrder): void {
    const { price = null, slot, ...rest } = order;
    const first = beginPaidOrder(slot, paymentFor(order.orderId, price));
    const at = timestamp(this.#clock);
    this.#atOnce(() => {
      this.#records.boundaries.note('order placed');
      this.#records.orders.insert({ ...rest, state: first.state, createdAt: at });
      reserveAll(this.#records, order.orderId, slot, at);
      if (price !== null) this.#records.payments.put(order.orderId, first.payment, at);
      this.#write(order.orderId, 1, first, 'placed', at);
    });
  }

  /**
   * Lets something happen to an order.
   *
   * @param also what is recorded in the same transaction, where the event is taken.
   */
  happen(orderId: string, event: OrderHappening, also: () => void = () => {}): PaidOrderAdvance {
    const at = timestamp(this.#clock);
    return this.#atOnce(() => {
      const order = this.get(orderId);
      const payment = this.paymentOf(orderId);
      const advance = advancePaidOrder(
        { state: order.state, payment },
        { ...event, at: this.#clock.now() },
        this.#rules,
      );
      if (advance.refusal !== null) return advance;
      this.#records.boundaries.note(
        `order ${order.state.at}->${advance.state.at} ${event.is} ${advance.payment.is}`,
      );
      also();
      this.#records.orders.update(orderId, order.version, advance.state, at);
      if (!isDeepStrictEqual(advance.payment, payment)) {
        this.#records.payments.put(orderId, advance.payment, at);
      }
      if (advance.state.at === 'suspect' && order.state.at !== 'suspect') {
        setAside(this.#records, orderId, advance.state, at);
      }
      if (order.state.at === 'suspect' && advance.state.at === 'queued') {
        takeUpAgain(this.#records, orderId, advance.state, at);
      }
      // Nothing is made for it any more; its slot is kept for as long as a disc may lie in it.
      if (advance.state.at === 'failed') releaseItems(this.#records, orderId);
      this.#write(orderId, order.version + 1, advance, event.is, at);
      return advance;
    });
  }

  /** Resolves with the first state of the order for which `isReached` holds. */
  waitFor(
    orderId: string,
    isReached: (state: OrderState) => boolean,
    signal: AbortSignal,
  ): Promise<OrderState> {
    return new Promise((resolve, reject) => {
      const now = this.get(orderId).state;
      if (isReached(now)) {
        resolve(now);
        return;
      }
      const onAbort = () => {
        stop();
        reject(signal.reason as Error);
      };
      const stop = this.onChange((changed, state) => {
        if (changed !== orderId || !isReached(state)) return;
        stop();
        signal.removeEventListener('abort', onAbort);
        resolve(state);
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #atOnce<Result>(work: () => Result): Result {
    try {
      return this.#records.atOnce(work);
    } catch (error) {
      this.#onFailure(error);
      throw error;
    }
  }

  /** Runs in the transaction that changes the state; what is to be done begins when that is committed. */
  #write(
    orderId: string,
    version: number,
    { effects, payment, state }: PaidOrderAdvance,
    event: string,
    at: string,
  ): void {
    const detail = payment.is === 'none' ? {} : { payment: payment.is };
    this.#records.events.add(`order.${event}`, orderId, { state: state.at, ...detail }, at);
    this.#records.afterCommit(() => {
      for (const listener of this.#listeners) this.#tell(listener, orderId, state);
    });
    for (const effect of effects) {
      if (effect.does === 'report') {
        this.#records.outbox.add(orderId, effect.event, at);
      } else if (effect.does === 'freeStock') {
        freeStock(this.#records, orderId, at);
      } else {
        const effectId = this.#records.effects.add(orderId, version, effect, at);
        this.#records.afterCommit(() => void this.#run(orderId, effectId, effect));
      }
    }
  }

  /** A listener that fails must not keep an effect from being begun. */
  #tell(listener: ChangeListener, orderId: string, state: OrderState): void {
    try {
      listener(orderId, state);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.error({ orderId, reason }, 'A change of an order could not be told.');
    }
  }

  async #run(orderId: string, effectId: number, effect: OrderEffect): Promise<void> {
    let outcome: 'done' | 'failed' = 'done';
    try {
      await this.#perform(orderId, effect);
    } catch {
      // Whoever performs effects turns every failure into an event and logs it; what is left is a stop of the program.
      outcome = 'failed';
    }
    if (!this.#records.db.open) return;
    try {
      this.#records.effects.end(effectId, outcome, timestamp(this.#clock));
    } catch (error) {
      // Nobody waits for this. An effect whose end is not written is begun again by the next start.
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.error({ orderId, effect: effect.does, reason }, 'An end was not recorded.');
      this.#onFailure(error);
    }
  }
}

/** The terminal's driver finds a payment again by its reference, and refuses one that was asked for before. */
function paymentFor(orderId: string, price: Money | null): Payment {
  return price === null ? freePayment : { is: 'due', money: price, reference: `${orderId}/1` };
}
