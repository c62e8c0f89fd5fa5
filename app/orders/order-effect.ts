import { z } from 'zod';
import { orderReportSchema } from '../contracts/bank-api.ts';
import { discIdSchema } from '../contracts/identifiers.ts';

const slot = z.int().positive();

/** What must be done because of an event: recorded with the new state, before any of it is begun. */
export const orderEffectSchema = z.discriminatedUnion('does', [
  /** Tells the bank of the order. Needs the proof of who ordered, which is never recorded. */
  z.strictObject({ does: z.literal('register') }),
  z.strictObject({ does: z.literal('describeStream') }),
  z.strictObject({ does: z.literal('fetchStream') }),
  z.strictObject({
    does: z.literal('makeDisc'),
    drive: z.int().positive(),
    attempt: z.int().positive(),
  }),
  /** Goes on with a disc that a start found in its drive: to be written, or to be read in full. */
  z.strictObject({
    does: z.literal('continueDisc'),
    drive: z.int().positive(),
    discId: discIdSchema,
    from: z.enum(['write', 'verify']),
  }),
  z.strictObject({ does: z.literal('printJacket') }),
  z.strictObject({ does: z.literal('checkSlot'), slot }),
  /** At most once for each identification. */
  z.strictObject({ does: z.literal('present'), slot }),
  z.strictObject({ does: z.literal('recheckSlot'), slot }),
  /** Takes an uncollected or useless disc out of its slot, to where customers cannot reach. */
  z.strictObject({ does: z.literal('clearSlot'), slot }),
  z.strictObject({ does: z.literal('report'), event: orderReportSchema.shape.event }),
  /** Gives back what was reserved and not used. */
  z.strictObject({ does: z.literal('freeStock') }),
  z.strictObject({ does: z.literal('discardStream') }),
  z.strictObject({ does: z.literal('authorisePayment') }),
  z.strictObject({ does: z.literal('abortPayment') }),
  z.strictObject({ does: z.literal('capturePayment') }),
  z.strictObject({ does: z.literal('releasePayment') }),
  z.strictObject({ does: z.literal('enquirePayment') }),
]);
export type OrderEffect = z.infer<typeof orderEffectSchema>;
