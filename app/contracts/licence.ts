import { z } from 'zod';
import { instantSchema, orderCodeSchema, orderIdSchema, titleIdSchema } from './identifiers.ts';

/** Where the right to see a disc stands, in the words of the Readium LCP status document. */
export const licenceStateSchema = z.enum([
  'ready',
  'active',
  'expired',
  'revoked',
  'returned',
  'cancelled',
]);
export type LicenceState = z.infer<typeof licenceStateSchema>;

/** What a licence allows. Limits are data: null means that there is none. */
export const licenceTermsSchema = z.strictObject({
  /** How often the film may be seen. */
  showings: z.int().positive().nullable(),
  notBefore: instantSchema.nullable(),
  notAfter: instantSchema.nullable(),
  /** Counted from the first block of the first showing. */
  hoursAfterFirstShowing: z.int().positive().nullable(),
  /** Different devices, over the whole life of the licence. */
  devices: z.int().positive(),
  /** How many may play at the same time, and how a player that fell silent is noticed. */
  players: z.strictObject({
    limit: z.int().positive(),
    /** How often a player says that it still plays. */
    intervalSeconds: z.int().positive(),
    /** How much later it may say so. */
    graceSeconds: z.int().nonnegative(),
  }),
});
export type LicenceTerms = z.infer<typeof licenceTermsSchema>;

/** A licence as its viewer may see it. */
export const licenceStatusSchema = z.strictObject({
  orderId: orderIdSchema,
  code: orderCodeSchema,
  titleId: titleIdSchema,
  titleName: z.string(),
  state: licenceStateSchema,
  terms: licenceTermsSchema,
  showingsUsed: z.int().nonnegative(),
  /** Null: without limit. */
  showingsLeft: z.int().nonnegative().nullable(),
  firstShowingAt: instantSchema.nullable(),
  /** When it ends by its terms, as far as that is known now; null: never. */
  endsAt: instantSchema.nullable(),
  /** When it came into its state. */
  changedAt: instantSchema,
});
export type LicenceStatus = z.infer<typeof licenceStatusSchema>;

/**
 * Why a film may not be seen, each with its own sentence for the viewer. A player never says `expired` of a licence that
 * is `revoked`.
 */
export const viewingRefusalSchema = z.enum([
  /** No kiosk has made a disc of this order. */
  'LICENCE_NOT_ACTIVE',
  /** Its first day is yet to come: `date`. */
  'LICENCE_NOT_YET',
  /** `date`: since when. */
  'LICENCE_EXPIRED',
  'LICENCE_REVOKED',
  'LICENCE_RETURNED',
  'LICENCE_CANCELLED',
  /** `date`: when the last showing was counted. */
  'SHOWINGS_USED',
  /** `date`: when the next place is free at the latest. */
  'TOO_MANY_PLAYERS',
  'TOO_MANY_DEVICES',
  /** The disc is another user's. */
  'WRONG_USER',
  /** The player does not hold the disc that it names. */
  'WRONG_DISC',
]);
export type ViewingRefusal = z.infer<typeof viewingRefusalSchema>;
