import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { z } from 'zod';
import {
  distributorIdSchema,
  instantSchema,
  orderIdSchema,
  titleIdSchema,
} from '../contracts/identifiers.ts';
import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';

/** Room of `DIPTYCH/MANIFEST.JSN`: fixed, so that nothing moves when it is filled in. */
export const MANIFEST_BYTES = 4 * SECTOR_BYTES;

/** What a disc says of itself in clear, signed by the bank that made it. */
export const manifestSchema = z.strictObject({
  format: z.literal('diptych-manifest'),
  version: z.literal(1),
  titleId: titleIdSchema,
  orderId: orderIdSchema,
  distributorId: distributorIdSchema,
  issuedAt: instantSchema,
  /** First 16 hexadecimal figures of the SHA-256 of the public key's 32 bytes. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Ed25519 public key, base64url of its 32 bytes. Proves nothing by itself: it must be one that the reader trusts. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Ed25519 over the canonical JSON of all other fields, base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFacts = Pick<Manifest, 'titleId' | 'orderId' | 'distributorId' | 'issuedAt'>;

/** @param privateKey Ed25519, as a key object or as PEM. */
export function signManifest(facts: ManifestFacts, privateKey: KeyObject | string): Manifest {
  const key = typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey;
  const publicKey = publicKeyText(createPublicKey(key));
  const { titleId, orderId, distributorId, issuedAt } = facts;
  const unsigned = {
    format: 'diptych-manifest' as const,
    version: 1 as const,
    titleId,
    orderId,
    distributorId,
    issuedAt,
    keyId: keyIdOf(publicKey),
    publicKey,
  };
  const signature = sign(null, Buffer.from(canonicalJson(unsigned)), key).toString('base64url');
  return { ...unsigned, signature };
}

/** Canonical JSON in its room: padded with spaces, a line feed at the end. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const text = canonicalJson(manifest).padEnd(MANIFEST_BYTES - 1);
  return Uint8Array.from(Buffer.from(`${text}\n`));
}

/**
 * @returns null where the room is empty (spaces, zeros): a master.
 * @throws AppError `DISC_MANIFEST_INVALID` if it holds something that is no manifest. The signature is not looked at.
 */
export function parseManifest(room: Uint8Array): Manifest | null {
  const text = Buffer.from(room)
    .toString('utf8')
    .replace(/[\0\s]+$/, '');
  if (text === '') return null;
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw discError('DISC_MANIFEST_INVALID', 'The manifest of the disc cannot be read.', {}, error);
  }
}

/**
 * @param trustedKeys public keys of the banks that the reader trusts, as in {@link Manifest.publicKey}.
 * @throws AppError `DISC_MANIFEST_INVALID`: no signature of a trusted key over just these facts.
 */
export function verifyManifest(manifest: Manifest, trustedKeys: readonly string[]): void {
  const { signature, ...unsigned } = manifest;
  if (!trustedKeys.includes(manifest.publicKey) || manifest.keyId !== keyIdOf(manifest.publicKey)) {
    throw discError(
      'DISC_MANIFEST_INVALID',
      'The disc was signed with a key that is not trusted.',
      {
        keyId: manifest.keyId,
      },
    );
  }
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: manifest.publicKey },
    format: 'jwk',
  });
  if (
    !verify(null, Buffer.from(canonicalJson(unsigned)), key, Buffer.from(signature, 'base64url'))
  ) {
    throw discError('DISC_MANIFEST_INVALID', 'The signature of the disc does not hold.', {
      orderId: manifest.orderId,
    });
  }
}

/** The 32 bytes of an Ed25519 public key in base64url, as they stand in a manifest. */
export function publicKeyText(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined) {
    throw discError('DISC_IDENTIFIER_INVALID', 'Manifests are signed with Ed25519 keys only.');
  }
  return x;
}

function keyIdOf(publicKey: string): string {
  return createHash('sha256')
    .update(Buffer.from(publicKey, 'base64url'))
    .digest('hex')
    .slice(0, 16);
}

/** JSON with sorted keys and no spaces (RFC 8785; flat objects of strings and whole numbers need no more of it). */
function canonicalJson(value: Readonly<Record<string, string | number>>): string {
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted));
}
