import type { KeyObject } from 'node:crypto';
import { compactVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { kioskIdSchema, userIdSchema } from '../../contracts/identifiers.ts';
import { AppError } from '../../foundation/errors.ts';

/** How long a proof is believed. */
export const PROOF_SECONDS = 120;

const claimsSchema = z.strictObject({
  iss: z.literal('diptych-bank'),
  /** A proof serves one purpose, and its `jti` one order. */
  purpose: z.literal('order'),
  sub: userIdSchema,
  aud: kioskIdSchema,
  jti: z.string().min(16),
  iat: z.int(),
  exp: z.int(),
});

/** What a proof says, once it has been verified. */
export interface Proof {
  readonly proofId: string;
  readonly userId: string;
  readonly kioskId: string;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly expires: number;
}

function refuse(): AppError {
  return new AppError('PROOF_REFUSED', 'This identification cannot be used here.', {
    remedy: 'reject-input',
  });
}

/** Signs that `userId` identified at `kioskId` just now, as a JWT (EdDSA). */
export async function signProof(key: KeyObject, proof: Proof): Promise<string> {
  return new SignJWT({ purpose: 'order' })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'diptych-proof+jwt' })
    .setIssuer('diptych-bank')
    .setSubject(proof.userId)
    .setAudience(proof.kioskId)
    .setJti(proof.proofId)
    .setIssuedAt(proof.expires - PROOF_SECONDS)
    .setExpirationTime(proof.expires)
    .sign(key);
}

/**
 * Reads a proof that the bank made. Whether it is still fresh is for the caller: an order that stands may be asked for
 * again with the proof that made it.
 *
 * @throws AppError `PROOF_REFUSED` where it is not ours, or was made at another kiosk.
 */
export async function readProof(
  text: string,
  publicKey: KeyObject,
  kioskId: string,
): Promise<Proof> {
  const claims = claimsSchema.safeParse(await verifiedPayload(text, publicKey));
  if (!claims.success || claims.data.aud !== kioskId) throw refuse();
  return {
    proofId: claims.data.jti,
    userId: claims.data.sub,
    kioskId: claims.data.aud,
    expires: claims.data.exp,
  };
}

async function verifiedPayload(text: string, publicKey: KeyObject): Promise<unknown> {
  try {
    const { payload, protectedHeader } = await compactVerify(text, publicKey, {
      algorithms: ['EdDSA'],
    });
    return protectedHeader.typ === 'diptych-proof+jwt'
      ? JSON.parse(Buffer.from(payload).toString('utf8'))
      : null;
  } catch {
    // Every way not to be ours is answered alike.
    throw refuse();
  }
}
