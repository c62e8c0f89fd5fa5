import type {
  PaymentState,
  PaymentTerminal,
} from '../../../../drivers/payment-terminal/contract.ts';
import { pause, type Clock } from '../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { milliseconds, minutes, seconds, type Milliseconds } from '../../../foundation/units.ts';
import type { Payment } from '../../../orders/payment-state.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { ActRunner } from './act-runner.ts';
import { Lock } from './lock.ts';
import type { OrderDesk, OrderHappening } from './order-desk.ts';

/** Between two enquiries about one payment: doubled each time, up to the longest. */
const FIRST_WAIT = seconds(2);
const LONGEST_WAIT = minutes(5);

export interface PayingParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly acts: ActRunner;
  readonly terminal: PaymentTerminal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Asks the terminal for the money of orders. What it says becomes an event of the order, always; what it does not say is
 * enquired, never repeated.
 */
export class Paying {
  readonly #parts: PayingParts;
  /** A terminal does one thing at a time. */
  readonly #lock = new Lock();
  readonly #asking = new Map<string, AbortController>();
  readonly #enquiring = new Set<string>();
  /** How long the next enquiry about an order waits: none the first time. */
  readonly #waits = new Map<string, Milliseconds>();

  constructor(parts: PayingParts) {
    this.#parts = parts;
  }

  async authorise(orderId: string): Promise<void> {
    const { acts, terminal } = this.#parts;
    const mine = new AbortController();
    this.#asking.set(orderId, mine);
    try {
      await this.#ask(orderId, 'authorise.started', {
        wanted: 'asked',
        command: ({ money, reference }) =>
          terminal.authorise(
            { money, reference },
            { signal: AbortSignal.any([acts.signal, mine.signal]) },
          ),
        eventOf: (outcome) => {
          switch (outcome.is) {
            case 'approved': {
              const { transaction } = outcome;
              const isCharged = !terminal.capabilities.holds;
              return { is: 'paymentApproved', transaction, isCharged };
            }
            case 'declined':
              return { is: 'paymentDeclined', reason: outcome.reason };
            case 'canceled':
              return { is: 'paymentCanceled' };
            default:
              return { is: 'paymentUnknown' };
          }
        },
        // By the terminal's contract nothing was asked of anybody's money.
        onRefusal: (code) => ({ is: 'paymentDeclined', reason: code }),
      });
    } finally {
      if (this.#asking.get(orderId) === mine) this.#asking.delete(orderId);
    }
  }

  /** The customer is let go; what becomes of the payment is the terminal's word. */
  abort(orderId: string): void {
    const reason = new AppError('PAYMENT_UNWANTED', 'The order is not wanted any more.', {
      remedy: 'reject-input',
    });
    this.#asking.get(orderId)?.abort(reason);
  }

  async capture(orderId: string): Promise<void> {
    const { acts, terminal } = this.#parts;
    await this.#ask(orderId, 'capture.started', {
      wanted: 'capturing',
      command: ({ money, transaction }) =>
        terminal.capture(transaction, money, { signal: acts.signal }),
      eventOf: (outcome) => {
        if (outcome === 'unknown') return { is: 'paymentUnknown' };
        return { is: outcome === 'captured' ? 'captured' : 'captureRefused' };
      },
      onRefusal: () => ({ is: 'paymentUnknown' }),
    });
  }

  async release(orderId: string): Promise<void> {
    const { acts, terminal } = this.#parts;
    await this.#ask(orderId, 'release.started', {
      wanted: 'releasing',
      command: ({ money, transaction }) =>
        terminal.release(transaction, money, { signal: acts.signal }),
      eventOf: (outcome) => {
        if (outcome === 'unknown') return { is: 'paymentUnknown' };
        return { is: outcome === 'released' ? 'released' : 'releaseRefused' };
      },
      onRefusal: () => ({ is: 'paymentUnknown' }),
    });
  }

  /** Asks what became of a payment until the terminal is sure, or a person has said. Moves no money. */
  async enquire(orderId: string): Promise<void> {
    if (this.#enquiring.has(orderId)) return;
    this.#enquiring.add(orderId);
    const { acts, clock, desk } = this.#parts;
    try {
      for (;;) {
        const wait = this.#waits.get(orderId);
        if (wait !== undefined) await pause(clock, wait, acts.signal);
        const next = wait === undefined ? FIRST_WAIT : Math.min(wait * 2, LONGEST_WAIT);
        this.#waits.set(orderId, milliseconds(next));
        const payment = desk.paymentOf(orderId);
        if (payment.is !== 'doubtful') return;
        const event = await this.#find(orderId, payment.reference);
        if (event !== null && desk.happen(orderId, event).refusal === null) return;
      }
    } finally {
      this.#enquiring.delete(orderId);
    }
  }

  async #find(orderId: string, reference: string): Promise<OrderHappening | null> {
    const { acts, logger, terminal } = this.#parts;
    const { signal } = acts;
    try {
      const found = await this.#lock.hold(() => terminal.enquire(reference, { signal }));
      return happeningOf(found, !terminal.capabilities.holds);
    } catch (error) {
      signal.throwIfAborted();
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.warn({ orderId, code }, 'What became of a payment could not be asked.');
      return null;
    }
  }

  /**
   * One command about money, between two records. An act that the end of the program cuts off stays open in the journal,
   * and the next start asks what became of it.
   */
  async #ask<Wanted extends Payment['is'], Outcome>(
    orderId: string,
    kind: 'authorise.started' | 'capture.started' | 'release.started',
    step: {
      readonly wanted: Wanted;
      readonly command: (payment: Extract<Payment, { is: Wanted }>) => Promise<Outcome>;
      readonly eventOf: (outcome: Outcome) => OrderHappening;
      /** For an error by which the terminal says that nothing was asked of the money. */
      readonly onRefusal: (code: string) => OrderHappening;
    },
  ): Promise<void> {
    const { acts, desk, logger } = this.#parts;
    await this.#lock.hold(async () => {
      const payment = desk.paymentOf(orderId);
      if (!isIn(payment, step.wanted)) return;
      try {
        await acts.run(
          { kind, orderId, discId: null, intent: intentOf(payment) },
          () => step.command(payment),
          (outcome) => {
            const event = step.eventOf(outcome);
            desk.happen(orderId, event);
            if (event.is !== 'paymentUnknown') this.#waits.delete(orderId);
            return { outcome: event.is };
          },
        );
      } catch (error) {
        acts.signal.throwIfAborted();
        const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
        logger.warn({ orderId, kind, code }, 'The payment terminal did not take a command.');
        desk.happen(orderId, isAppError(error) ? step.onRefusal(code) : { is: 'paymentUnknown' });
      }
    });
  }
}

function isIn<Name extends Payment['is']>(
  payment: Payment,
  name: Name,
): payment is Extract<Payment, { is: Name }> {
  return payment.is === name;
}

function intentOf(payment: Payment) {
  return payment.is === 'none' ? {} : { ...payment.money, reference: payment.reference };
}

function happeningOf(state: PaymentState, isCharged: boolean): OrderHappening | null {
  if (state.is === 'unknown') return null;
  if (state.is === 'none') return { is: 'paymentMissing' };
  return { is: 'paymentFound', found: state.is, transaction: state.transaction, isCharged };
}
