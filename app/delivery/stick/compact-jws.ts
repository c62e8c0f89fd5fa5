import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { deviceKeysSchema } from '../../contracts/viewer-api.ts';

/** JWS compact serialisation (RFC 7515) with ES256 (RFC 7518 §3.4), and no other algorithm. */

/** A P-256 public key as JWK. */
export const stickKeySchema = deviceKeysSchema.shape.stick;
export type StickKey = z.infer<typeof stickKeySchema>;

const JWS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/;
const headerSchema = z.strictObject({ alg: z.literal('ES256'), typ: z.string() });

/** A JWK as a key. */
export function keyOfJwk(jwk: StickKey): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: 'jwk' });
}

/** The public half of a P-256 key as JWK. */
export function jwkOf(key: KeyObject): StickKey {
  const publicKey = key.type === 'public' ? key : createPublicKey(key);
  return stickKeySchema.parse(publicKey.export({ format: 'jwk' }));
}

/** RFC 7638: SHA-256 of the required members in alphabetical order, base64url. */
export function keyThumbprint({ crv, kty, x, y }: StickKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @param typ what is signed (RFC 7515 §4.1.9): a signature of one kind never passes for another. */
export function signCompact(key: KeyObject, typ: string, payload: unknown): string {
  const input = `${part({ alg: 'ES256', typ })}.${part(payload)}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** @returns what was signed, yet to be parsed by a schema; null unless `key` signed just this as just this kind. */
export function verifyCompact(text: string, key: KeyObject, typ: string): unknown {
  const [, header, payload, signature] = JWS.exec(text) ?? [];
  if (header === undefined || payload === undefined || signature === undefined) return null;
  const parsed = headerSchema.safeParse(parseJson(header));
  if (!parsed.success || parsed.data.typ !== typ) return null;
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return isSigned ? parseJson(payload) : null;
}

function parseJson(encoded: string): unknown {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    // Not JSON: then it is nothing that was signed here.
    return null;
  }
}
