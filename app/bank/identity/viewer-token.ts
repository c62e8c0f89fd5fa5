import type { KeyObject } from 'node:crypto';
import { compactVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { instantSchema, userIdSchema } from '../../contracts/identifiers.ts';
import { deviceIdSchema } from '../../contracts/viewer-api.ts';
import { AppError } from '../../foundation/errors.ts';

/** How long a session is believed without being renewed. */
export const SESSION_SECONDS = 15 * 60;

const TYPE = 'diptych-viewer+jwt';
const BANK = 'diptych-bank';

const claimsSchema = z.strictObject({
  iss: z.literal(BANK),
  /** The bank talks to itself here: no one else has a use for the token. */
  aud: z.literal(BANK),
  sub: userIdSchema,
  device: deviceIdSchema,
  /** When the password was set that this session began with. */
  password: instantSchema,
  jti: z.string().min(16),
  iat: z.int(),
  exp: z.int(),
});

/** What a session says, once it has been verified. */
export interface ViewerClaims {
  readonly userId: string;
  readonly deviceId: string;
  readonly passwordSetAt: string;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly expires: number;
}

/** Signs that `userId` may act with one device, as a JWT (EdDSA). */
export async function signViewerToken(
  key: KeyObject,
  claims: ViewerClaims,
  tokenId: string,
): Promise<string> {
  return new SignJWT({ device: claims.deviceId, password: claims.passwordSetAt })
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE })
    .setIssuer(BANK)
    .setAudience(BANK)
    .setSubject(claims.userId)
    .setJti(tokenId)
    .setIssuedAt(claims.expires - SESSION_SECONDS)
    .setExpirationTime(claims.expires)
    .sign(key);
}

/**
 * Reads a session that the bank made. Whether it has ended is for the caller: one that ended a short while ago may be
 * renewed.
 *
 * @throws AppError `SESSION_REFUSED`, whatever is wrong with it.
 */
export async function readViewerToken(text: string, publicKey: KeyObject): Promise<ViewerClaims> {
  const claims = claimsSchema.safeParse(await verifiedPayload(text, publicKey));
  if (!claims.success) throw refuse();
  const { device, exp, password, sub } = claims.data;
  return { userId: sub, deviceId: device, passwordSetAt: password, expires: exp };
}

async function verifiedPayload(text: string, publicKey: KeyObject): Promise<unknown> {
  try {
    const { payload, protectedHeader } = await compactVerify(text, publicKey, {
      algorithms: ['EdDSA'],
    });
    return protectedHeader.typ === TYPE ? JSON.parse(Buffer.from(payload).toString('utf8')) : null;
  } catch {
    // Every way not to be ours is answered alike.
    throw refuse();
  }
}

function refuse(): AppError {
  return new AppError('SESSION_REFUSED', 'This session is not of this bank. Please sign in.', {
    remedy: 'reject-input',
  });
}
