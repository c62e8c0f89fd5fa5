import { z } from 'zod';
import { moneySchema } from '../contracts/money.ts';

/** The money of one order, and the name by which the terminal's driver finds the payment again. */
const asked = { money: moneySchema, reference: z.string().min(1) };
/** The same, with the terminal's own word for the payment. */
const given = { ...asked, transaction: z.string().min(1) };

/** What was asked of the terminal and has no sure answer. */
const stepSchema = z.enum(['authorise', 'capture', 'release']);

/** Where the money of an order stands. Each state holds only what is true in it. */
export const paymentSchema = z.discriminatedUnion('is', [
  /** Nothing is owed. */
  z.strictObject({ is: z.literal('none') }),
  /** It has a price; nobody was asked for it yet. */
  z.strictObject({ is: z.literal('due'), ...asked }),
  /**
   * The terminal asks the customer. `isUnwanted`: the order was cancelled meanwhile; `isLate`: it took too long. The terminal
   * was told to end it then, and its word is waited for.
   */
  z.strictObject({
    is: z.literal('asked'),
    ...asked,
    isUnwanted: z.boolean(),
    isLate: z.boolean(),
  }),
  z.strictObject({ is: z.literal('held'), ...given }),
  /** By a terminal that cannot hold: taken at once. */
  z.strictObject({ is: z.literal('charged'), ...given }),
  z.strictObject({ is: z.literal('capturing'), ...given }),
  z.strictObject({ is: z.literal('captured'), ...asked }),
  /** `wasCharged`: money is given back, where else a hold is given up. */
  z.strictObject({ is: z.literal('releasing'), ...given, wasCharged: z.boolean() }),
  z.strictObject({ is: z.literal('released'), ...asked }),
  /** Nothing was held. */
  z.strictObject({ is: z.literal('declined'), ...asked, reason: z.string() }),
  /** Nobody knows: the terminal is asked, again and again, what became of it. */
  z.strictObject({
    is: z.literal('doubtful'),
    ...asked,
    transaction: z.string().min(1).nullable(),
    during: stepSchema,
    isUnwanted: z.boolean(),
    wasCharged: z.boolean(),
  }),
  /** The terminal will not do it: a person has to. */
  z.strictObject({
    is: z.literal('refused'),
    ...given,
    during: z.enum(['capture', 'release']),
  }),
]);
export type Payment = z.infer<typeof paymentSchema>;
export type PaymentName = Payment['is'];
export type PaymentIn<Name extends PaymentName> = Extract<Payment, { is: Name }>;

export const freePayment: Payment = { is: 'none' };

/** Payments that the program owes something: a start after this one asks what became of them. */
export const openPayments = [
  'asked',
  'capturing',
  'releasing',
  'doubtful',
] as const satisfies readonly PaymentName[];

/** Payments that a person may have to settle. */
export const paymentsOfStaff = ['doubtful', 'refused'] as const satisfies readonly PaymentName[];

/** Whether a disc may be made, and given, for it. */
export function isSettled({ is }: Payment): boolean {
  return is === 'none' || is === 'held' || is === 'charged' || is === 'captured';
}
