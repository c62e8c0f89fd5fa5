import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import {
  instantSchema,
  orderIdSchema,
  sha256Schema,
  titleIdSchema,
  userIdSchema,
} from '../../contracts/identifiers.ts';
import { stickCounterSchema } from '../../contracts/stick-api.ts';
import { deviceIdSchema, stickIdSchema } from '../../contracts/viewer-api.ts';
import { signCompact, verifyCompact } from './compact-jws.ts';
import { damagedStick, stickError } from './stick-error.ts';

/** What the bank allows by one stick: `licence.jws`. */
export const stickLicenceSchema = z.strictObject({
  format: z.literal('diptych-stick'),
  version: z.literal(1),
  stickId: stickIdSchema,
  orderId: orderIdSchema,
  titleId: titleIdSchema,
  titleName: z.string().max(200),
  userId: userIdSchema,
  deviceId: deviceIdSchema,
  /** RFC 7638, of the key that opens `licence.jwe` and signs the receipts. */
  deviceKeyThumbprint: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Sticks of one order are counted; a later one supersedes an earlier one. */
  issue: z.int().positive(),
  issuedAt: instantSchema,
  showings: z.int().positive().max(100),
  notBefore: instantSchema.nullable(),
  notAfter: instantSchema.nullable(),
  hoursAfterFirstShowing: z.int().positive().nullable(),
  /** Null: no showing had begun when the stick was made. */
  firstShowingAt: instantSchema.nullable(),
  /** The image that was burned. */
  mainStream: z.strictObject({ bytes: z.int().positive(), sha256: sha256Schema }),
  /** The file `body.age`. */
  body: z.strictObject({ bytes: z.int().positive(), sha256: sha256Schema }),
  policy: z.strictObject({
    /** For how long a showing may be resumed. */
    resumeHours: z.int().positive(),
    /** How often. */
    resumes: z.int().nonnegative(),
  }),
  counter: stickCounterSchema.nullable(),
});
export type StickLicence = z.infer<typeof stickLicenceSchema>;

const TYPE = 'diptych-stick+jws';

export function signLicence(licence: StickLicence, key: KeyObject): string {
  return signCompact(key, TYPE, licence);
}

/**
 * @param licenceKey the bank's key as the player learned it when it was enrolled.
 * @throws AppError `STICK_DAMAGED`, also where somebody else signed it; `STICK_VERSION`.
 */
export function readLicence(text: string, licenceKey: KeyObject): StickLicence {
  const payload = verifyCompact(text.trim(), licenceKey, TYPE);
  if (payload === null) {
    throw damagedStick('licence.jws', 'it is not as the bank signed it');
  }
  const parsed = stickLicenceSchema.safeParse(payload);
  if (parsed.success) return parsed.data;
  // Signed, so nobody altered it: a bank of another version wrote it.
  throw stickError('STICK_VERSION', 'This stick was written by a newer bank.', {}, parsed.error);
}

/** Reads what a licence says without believing it: for looking at a stick of another bank or device. */
export function peekLicence(text: string): StickLicence | null {
  const [, payload = ''] = text.trim().split('.');
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return stickLicenceSchema.nullable().catch(null).parse(value);
  } catch {
    // Not JSON: there is nothing to be read.
    return null;
  }
}
