import { z } from 'zod';
import {
  distributorIdSchema,
  instantSchema,
  kioskIdSchema,
  orderCodeSchema,
  orderIdSchema,
  sha256Schema,
  titleIdSchema,
  userIdSchema,
} from './identifiers.ts';
import { licenceStateSchema } from './licence.ts';
import { titleSchema } from './title.ts';

/** What a kiosk and the bank say to each other. Every request but enrolment and the catalogue is signed by the kiosk. */

export const titleListSchema = z.strictObject({ titles: z.array(titleSchema) });

export const enrolmentRequestSchema = z.strictObject({
  /** One-time code given by an administrator. */
  code: z.string().min(8).max(64),
  /** Raw Ed25519 public key, base64url. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export const enrolmentSchema = z.strictObject({
  kioskId: kioskIdSchema,
  kioskName: z.string(),
  distributor: z.strictObject({ distributorId: distributorIdSchema, name: z.string() }),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

/** Who stands there: a member number or a scanned card, and always the PIN. */
export const identificationRequestSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('member'),
    member: z.string().regex(/^\d{6}$/),
    pin: z.string().regex(/^\d{4,8}$/),
  }),
  z.strictObject({
    by: z.literal('card'),
    card: z.string().min(4).max(64),
    pin: z.string().regex(/^\d{4,8}$/),
  }),
]);
export type IdentificationRequest = z.infer<typeof identificationRequestSchema>;
export const identificationSchema = z.strictObject({
  userId: userIdSchema,
  /** Short-lived proof, signed by the bank, that this user identified at this kiosk just now. */
  proof: z.string(),
  expiresAt: instantSchema,
});
export type Identification = z.infer<typeof identificationSchema>;

/** Sent with `PUT /v1/orders/:orderId`: the kiosk names the order, so that asking twice makes one. */
export const orderRequestSchema = z.strictObject({ titleId: titleIdSchema, proof: z.string() });

export const bankOrderSchema = z.strictObject({
  orderId: orderIdSchema,
  code: orderCodeSchema,
  titleId: titleIdSchema,
  userId: userIdSchema,
  distributorId: distributorIdSchema,
  kioskId: kioskIdSchema,
  licence: licenceStateSchema,
  createdAt: instantSchema,
  /** When its user first played the disc at home: evidence that it was handed over; null: not yet. */
  firstPlaybackAt: instantSchema.nullable(),
});
export type BankOrder = z.infer<typeof bankOrderSchema>;

/** What the kiosk must have received before it may burn. */
export const mainStreamDescriptionSchema = z.strictObject({
  bytes: z.int().positive(),
  sectors: z.int().positive(),
  sha256: sha256Schema,
});
export type MainStreamDescription = z.infer<typeof mainStreamDescriptionSchema>;

/** What became of an order at its kiosk. `sequence` counts from 1 per order; a repeated report changes nothing. */
export const orderReportSchema = z.strictObject({
  sequence: z.int().positive(),
  at: instantSchema,
  event: z.enum([
    'burning',
    'verified',
    'ready',
    'presented',
    'taken',
    'not-taken',
    'failed',
    'cancelled',
  ]),
});
export type OrderReport = z.infer<typeof orderReportSchema>;
export const orderReportReplySchema = z.strictObject({ licence: licenceStateSchema });

/** Whether the bank is there, and what time it is by its clock. */
export const bankHealthSchema = z.strictObject({
  status: z.literal('ok'),
  titles: z.int().nonnegative(),
  time: instantSchema,
});

/** Which report of a kiosk this is: its number in the whole kiosk, from 1, and the epoch of the records that it stands in. */
export const reportNumberSchema = z.strictObject({
  epoch: z.int().positive(),
  number: z.int().positive(),
});
export type ReportNumber = z.infer<typeof reportNumberSchema>;

/**
 * As the query of a report, which is signed with it. An older kiosk sends none, and an older bank reads none: neither then knows
 * whether the kiosk's records went back.
 */
export const reportQuerySchema = z.union([
  z.strictObject({
    epoch: z.coerce.number().pipe(reportNumberSchema.shape.epoch),
    number: z.coerce.number().pipe(reportNumberSchema.shape.number),
  }),
  z.strictObject({}),
]);

/** A kiosk started: how far its records are. */
export const kioskStartSchema = z.strictObject({
  bootId: z.string().min(1).max(64),
  epoch: z.int().positive(),
  /** Of its last report; 0 before the first. */
  number: z.int().nonnegative(),
  /** When the copy was made on whose records it works; null where they never went back, or that was told before. */
  restoredFrom: instantSchema.nullable(),
});
export type KioskStart = z.infer<typeof kioskStartSchema>;
export const kioskStartReplySchema = z.strictObject({
  /** What the bank has seen last. */
  epoch: z.int().positive(),
  number: z.int().nonnegative(),
});

/** A kiosk names itself: what ends it is said on purpose. */
export const kioskRetirementSchema = z.strictObject({ kioskId: kioskIdSchema });

export const bankRoutes = {
  health: '/v1/health',
  titles: '/v1/titles',
  media: '/v1/media/',
  enrol: '/v1/kiosks',
  /**
   * POST a {@link kioskStartSchema}. Refused: `KIOSK_STALE` where its records are behind what the bank has seen of it. An older
   * bank answers 404: it does not look.
   */
  starts: '/v1/kiosk-starts',
  /** POST a {@link kioskRetirementSchema} with its own id: the kiosk is no more, and everything it signs from now on is refused with `KIOSK_REVOKED`. */
  retirements: '/v1/kiosk-retirements',
  identify: '/v1/identifications',
  order: (orderId: string) => `/v1/orders/${orderId}`,
  mainStream: (orderId: string) => `/v1/orders/${orderId}/main-stream`,
  mainStreamDescription: (orderId: string) => `/v1/orders/${orderId}/main-stream/description`,
  /** What turns the image of an order's title into its main stream. */
  overlay: (orderId: string) => `/v1/orders/${orderId}/overlay`,
  /** What the main streams of all orders of a title at the kiosk's distributor have in common. */
  image: (titleId: string) => `/v1/titles/${titleId}/image`,
  imageDescription: (titleId: string) => `/v1/titles/${titleId}/image/description`,
  reports: (orderId: string) => `/v1/orders/${orderId}/reports`,
} as const;
