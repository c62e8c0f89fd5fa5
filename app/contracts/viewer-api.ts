import { z } from 'zod';
import { instantSchema, orderIdSchema, sha256Schema, userIdSchema } from './identifiers.ts';
import { licenceStatusSchema } from './licence.ts';

/**
 * What a player and the bank say to each other. A player signs as a kiosk does (HTTP Message Signatures, RFC 9421, Ed25519)
 * wherever it enrols, signs in or renews; elsewhere it shows a bearer token. Blocks travel sealed to the session.
 */

/** A viewer's equipment, named by the bank when it is enrolled. */
export const deviceIdSchema = z.string().regex(/^v_[A-Za-z0-9_-]{10,32}$/);
/** One player that plays, or has played, one disc. */
export const viewingIdSchema = z.string().regex(/^w_[A-Za-z0-9_-]{10,32}$/);
/** What was written to one stick. */
export const stickIdSchema = z.string().regex(/^s_[A-Za-z0-9_-]{10,32}$/);

const memberSchema = z.string().regex(/^\d{6}$/);
const rawKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const passwordSchema = z.string().min(8).max(128);

/** Sets the first password: member number and PIN as at the kiosk, and an order of theirs, which stands on the disc. */
export const activationRequestSchema = z.strictObject({
  member: memberSchema,
  pin: z.string().regex(/^\d{4,8}$/),
  orderId: orderIdSchema,
  password: passwordSchema,
});
export type ActivationRequest = z.infer<typeof activationRequestSchema>;

/** Keys of a device, all made by it. */
export const deviceKeysSchema = z.strictObject({
  /** Raw Ed25519 public key, base64url: signs requests. Its owner must sign the enrolment with it. */
  sign: rawKeySchema,
  /** Raw X25519 public key, base64url: session keys are sealed to it (HPKE). */
  seal: rawKeySchema,
  /** P-256 public key, JWK: keys of sticks are sealed to it, receipts are signed with it. */
  stick: z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: rawKeySchema,
    y: rawKeySchema,
  }),
});
export type DeviceKeys = z.infer<typeof deviceKeysSchema>;

/** Signed with the new device's own key; its key id is `new-device`. */
export const deviceRequestSchema = z.strictObject({
  member: memberSchema,
  password: passwordSchema,
  /** How its owner calls it. */
  name: z.string().min(1).max(60),
  keys: deviceKeysSchema,
});
export type DeviceRequest = z.infer<typeof deviceRequestSchema>;

export const enrolledDeviceSchema = z.strictObject({
  deviceId: deviceIdSchema,
  userId: userIdSchema,
  /** Ed25519 public keys that sign manifests of discs, raw, base64url. A player believes no other. */
  manifestKeys: z.array(rawKeySchema).min(1),
  /** P-256 public key that signs the licences of sticks, JWK. */
  licenceKey: deviceKeysSchema.shape.stick,
});
export type EnrolledDevice = z.infer<typeof enrolledDeviceSchema>;

/** Signed by the device. A renewal has no body, and needs a token that ended less than a day ago. */
export const sessionRequestSchema = z.strictObject({
  member: memberSchema,
  password: passwordSchema,
});
export type SessionRequest = z.infer<typeof sessionRequestSchema>;
export const viewerSessionSchema = z.strictObject({
  userId: userIdSchema,
  /** Short-lived, for this user on this device (a JWT, opaque to the player). */
  token: z.string().max(2048),
  expiresAt: instantSchema,
});
export type ViewerSession = z.infer<typeof viewerSessionSchema>;

export const licenceListSchema = z.strictObject({ licences: z.array(licenceStatusSchema) });

/** Which bytes of the disc a player must know to prove that it holds it. */
export const discChallengeRequestSchema = z.strictObject({ orderId: orderIdSchema });
export const discChallengeSchema = z.strictObject({
  /** Signed by the bank; good once, for this device. */
  challenge: z.string().max(4096),
  /** 16 bytes, base64url. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  ranges: z
    .array(
      z.strictObject({ offset: z.int().nonnegative(), length: z.int().positive().max(65_536) }),
    )
    .min(1)
    .max(16),
  expiresAt: instantSchema,
});
export type DiscChallenge = z.infer<typeof discChallengeSchema>;

/** `answer`: SHA-256 of the nonce's bytes and of the ranges' bytes, in their order. */
export const discProofSchema = z.strictObject({
  challenge: z.string().max(4096),
  answer: sha256Schema,
});
export type DiscProof = z.infer<typeof discProofSchema>;

export const viewingSchema = z.strictObject({
  viewingId: viewingIdSchema,
  licence: licenceStatusSchema,
  /** Whether this viewing goes on with a showing that was counted already. */
  resumes: z.boolean(),
  /** HPKE (RFC 9180, X25519, HKDF-SHA256, AES-256-GCM) to the device's key; opens to the 32 bytes of the session key. */
  sealedKey: z.strictObject({ enc: z.base64url(), ciphertext: z.base64url() }),
  /** For blocks and renewals of this viewing alone. */
  token: z.string().max(1024),
  /** By then the player must have renewed. */
  renewBefore: instantSchema,
  /** How far ahead of its picture a player may ask. */
  lookAheadSeconds: z.number().positive(),
});
export type Viewing = z.infer<typeof viewingSchema>;

export const viewingRenewalSchema = viewingSchema.pick({
  licence: true,
  token: true,
  renewBefore: true,
});
export type ViewingRenewal = z.infer<typeof viewingRenewalSchema>;

/** Which blocks, in one request. */
export const blockRangeSchema = z.strictObject({
  first: z.coerce.number().int().nonnegative(),
  count: z.coerce.number().int().min(1).max(32),
});

export const viewerRoutes = {
  activations: '/v1/viewers/activations',
  devices: '/v1/viewers/devices',
  sessions: '/v1/viewers/sessions',
  sessionRenewals: '/v1/viewers/sessions/renewals',
  licences: '/v1/viewers/licences',
  challenges: '/v1/viewings/challenges',
  viewings: '/v1/viewings',
  viewing: (viewingId: string) => `/v1/viewings/${viewingId}`,
  viewingRenewals: (viewingId: string) => `/v1/viewings/${viewingId}/renewals`,
  /** Answers with one sealed frame: the head. */
  head: (viewingId: string) => `/v1/viewings/${viewingId}/head`,
  /** Answers with sealed frames, one a block. 429 with `retry-after-ms` where the player is far enough ahead. */
  blocks: (viewingId: string) => `/v1/viewings/${viewingId}/blocks`,
  sticks: '/v1/viewers/sticks',
  stickBody: (stickId: string) => `/v1/viewers/sticks/${stickId}/body`,
  stickReceipts: (stickId: string) => `/v1/viewers/sticks/${stickId}/receipts`,
} as const;
