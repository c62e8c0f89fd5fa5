import type { Money } from '../../app/contracts/money.ts';
import type { CommandOptions, Device, DeviceStatus } from '../contract/device.ts';

export type { Money } from '../../app/contracts/money.ts';

export interface PaymentTerminalCapabilities {
  readonly model: string;
  readonly currency: string;
  /**
   * Whether an authorisation only holds the money until `capture`. Where it does not, `authorise` charges at once,
   * `capture` confirms what has happened, and `release` gives the money back.
   */
  readonly holds: boolean;
}

export interface PaymentTerminalStatus extends DeviceStatus {
  /** What the terminal asks the customer to do just now, in its own words; empty where it asks nothing. */
  readonly prompt: string;
}

export interface AuthoriseRequest {
  readonly money: Money;
  /** Ours, unlike any other's: what `enquire` finds the payment by. */
  readonly reference: string;
}

/**
 * How an authorisation ended. `unknown`: the money may be held. Nothing is repeated then; `enquire` finds out.
 * `transaction` is the terminal's own word for the payment, for `capture` and `release`.
 */
export type AuthoriseOutcome =
  | { readonly is: 'approved'; readonly transaction: string }
  | { readonly is: 'declined'; readonly reason: string }
  | { readonly is: 'canceled' }
  | { readonly is: 'unknown' };

/** What became of a payment. `none`: the terminal is sure that there is no such payment. */
export type PaymentState =
  | { readonly is: 'held'; readonly transaction: string }
  | { readonly is: 'captured'; readonly transaction: string }
  | { readonly is: 'released'; readonly transaction: string }
  | { readonly is: 'none' }
  | { readonly is: 'unknown' };

/**
 * What takes money. Dual step, as in Payter's and Nayax's terms: held before the disc is made, captured when it was taken.
 *
 * No command is ever repeated by the driver. A lost answer is the outcome `unknown`, never an error; errors (any device's,
 * and `PAYMENT_REFUSED_COMMAND`) say that nothing has been asked of the customer's money.
 */
export interface PaymentTerminal extends Device<
  PaymentTerminalCapabilities,
  PaymentTerminalStatus
> {
  authorise(request: AuthoriseRequest, options?: CommandOptions): Promise<AuthoriseOutcome>;
  /**
   * Takes `money` of what was held, at most all of it. Like `release`, refused with `DEVICE_SEQUENCE` while the outcome of an
   * earlier command about this payment is unknown: `enquire` first.
   */
  capture(
    transaction: string,
    money: Money,
    options?: CommandOptions,
  ): Promise<'captured' | 'refused' | 'unknown'>;
  release(
    transaction: string,
    money: Money,
    options?: CommandOptions,
  ): Promise<'released' | 'refused' | 'unknown'>;
  /** Asks the terminal what became of the payment that was asked for under `reference`. */
  enquire(reference: string, options?: CommandOptions): Promise<PaymentState>;
  readStatus(options?: CommandOptions): Promise<PaymentTerminalStatus>;
}

/**
 * Where a driver writes down what it is about to ask, so that `enquire` finds a payment again after the power went: terminals
 * do not know our references. Without one that survives, a payment of an earlier life is `unknown`.
 */
export interface PaymentMemory {
  /** Whether what is written outlives the program. */
  readonly survives: boolean;
  /** Null where nothing was ever written. */
  read(): string | null;
  /** @throws AppError `PAYMENT_NOT_REMEMBERED`; nothing is asked of the terminal then. */
  write(text: string): void;
}

export const paymentTerminalErrorCodes = [
  'PAYMENT_REFUSED_COMMAND',
  'PAYMENT_NOT_REMEMBERED',
] as const;
