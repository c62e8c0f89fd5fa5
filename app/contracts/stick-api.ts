import { z } from 'zod';
import { orderIdSchema, sha256Schema } from './identifiers.ts';
import { deviceIdSchema, deviceKeysSchema, discProofSchema, stickIdSchema } from './viewer-api.ts';

/** What is said of sticks: by a player at home, and by a kiosk for a customer who stands there. */

/** Which TPM 2.0 counter goes with a stick. */
export const stickCounterSchema = z.strictObject({
  /** NV index of the counter, in the owner's range. */
  index: z.int().min(0x01_50_00_00).max(0x01_5f_ff_ff),
  /** P-256 key of the TPM that attests what the counter says. */
  key: deviceKeysSchema.shape.stick,
  /** What it said when the stick was prepared. */
  start: z.int().nonnegative(),
});
export type StickCounter = z.infer<typeof stickCounterSchema>;

/** 18 random bytes, base64url: asking twice for the same gives the same stick. */
export const stickRequestIdSchema = z.string().regex(/^[A-Za-z0-9_-]{24}$/);

/** `DEVICE.JSN` on a stick: a device asks whoever writes it to write it for its keys. */
export const stickDeviceSchema = z.strictObject({
  format: z.literal('diptych-stick-device'),
  version: z.literal(1),
  deviceId: deviceIdSchema,
  /** Raw Ed25519 public key, base64url: signs this file. */
  sign: deviceKeysSchema.shape.sign,
  /** Keys are sealed to it, receipts are signed with it. */
  stick: deviceKeysSchema.shape.stick,
  requestId: stickRequestIdSchema,
  counter: stickCounterSchema.nullable(),
  /** Ed25519 over the JSON of all other fields in the order of this schema, base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type StickDevice = z.infer<typeof stickDeviceSchema>;

/** How many showings are wanted on a stick; fewer are given where fewer are left. */
const showingsSchema = z.int().min(1).max(100);

/** From a player that holds the disc, on a session. */
export const stickRequestSchema = z.strictObject({
  proof: discProofSchema,
  requestId: stickRequestIdSchema,
  showings: showingsSchema,
  counter: stickCounterSchema.nullable(),
});
export type StickRequest = z.infer<typeof stickRequestSchema>;

/** From a kiosk, signed by it, for a customer who identified there just now. */
export const kioskStickRequestSchema = z.strictObject({
  orderId: orderIdSchema,
  /** As an identification gave it. */
  proof: z.string().max(2048),
  showings: showingsSchema,
  device: stickDeviceSchema,
});
export type KioskStickRequest = z.infer<typeof kioskStickRequestSchema>;

/** What goes onto the stick beside its body. */
export const issuedStickSchema = z.strictObject({
  stickId: stickIdSchema,
  requestId: stickRequestIdSchema,
  /** JWS compact, ES256. */
  licence: z.string().max(8192),
  /** JWE compact, ECDH-ES+A256KW, A256GCM. */
  secrets: z.string().max(8192),
  body: z.strictObject({ bytes: z.int().positive(), sha256: sha256Schema }),
  /** How many showings were taken from the licence. */
  showings: z.int().positive(),
});
export type IssuedStickReply = z.infer<typeof issuedStickSchema>;

/** The receipts of a stick as they stand in its file; with `isReturn` it is given back. */
export const stickReceiptsSchema = z.strictObject({
  receipts: z.string().max(240_000),
  isReturn: z.boolean(),
});
export type StickReceipts = z.infer<typeof stickReceiptsSchema>;

export const stickStatusSchema = z.strictObject({
  stickId: stickIdSchema,
  state: z.enum(['live', 'superseded', 'returned', 'revoked']),
  showings: z.int().positive(),
  showingsUsed: z.int().nonnegative(),
  /** Given back to the licence. */
  showingsReturned: z.int().nonnegative(),
});
export type StickStatus = z.infer<typeof stickStatusSchema>;

/** Routes for kiosks; those for players are among `viewerRoutes`. */
export const kioskStickRoutes = {
  sticks: '/v1/sticks',
  stickBody: (stickId: string) => `/v1/sticks/${stickId}/body`,
} as const;
