import type { KeyObject } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { Viewing } from '../../contracts/viewer-api.ts';
import { sealError } from './errors.ts';
import { KEY_BYTES, TAG_BYTES } from './frame-format.ts';

/** HPKE in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (RFC 9180 §7). */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
const NAME = 'diptych session key 1';
const PUBLIC_KEY_BYTES = 32;

/** A session key on its way: both parts base64url, without padding. */
export type SealedSessionKey = Viewing['sealedKey'];

/** What a sealed key is bound to besides the device: the `info` of RFC 9180 §5.1. */
export function sessionKeyInfo(viewingId: string): Uint8Array {
  return new TextEncoder().encode(`${NAME}\0${viewingId}`);
}

/**
 * Seals the key of a viewing to a device, each time anew.
 *
 * @param devicePublicKey X25519, raw, 32 bytes.
 * @throws AppError `DEVICE_KEY_REFUSED` where it has another length, or is one of the points of low order of Curve25519,
 *   with which the key that is agreed is the same for everyone (RFC 9180 §7.1.4).
 */
export async function sealSessionKey(
  devicePublicKey: Uint8Array,
  viewingId: string,
  key: Uint8Array,
): Promise<SealedSessionKey> {
  if (devicePublicKey.length !== PUBLIC_KEY_BYTES) throw sealError('DEVICE_KEY_REFUSED');
  try {
    const recipientPublicKey = await suite.kem.deserializePublicKey(copyOf(devicePublicKey));
    const { enc, ct } = await suite.seal(
      { recipientPublicKey, info: copyOf(sessionKeyInfo(viewingId)) },
      copyOf(key),
    );
    return { enc: textOf(enc), ciphertext: textOf(ct) };
  } catch (cause) {
    throw sealError('DEVICE_KEY_REFUSED', {}, cause);
  }
}

/**
 * @param devicePrivateKey X25519.
 * @returns the 32 bytes of the key.
 * @throws AppError `SESSION_KEY_BROKEN` where it was sealed to another device or viewing, or altered.
 */
export async function openSessionKey(
  devicePrivateKey: KeyObject,
  viewingId: string,
  sealed: SealedSessionKey,
): Promise<Uint8Array> {
  const enc = Buffer.from(sealed.enc, 'base64url');
  const ciphertext = Buffer.from(sealed.ciphertext, 'base64url');
  if (enc.length !== PUBLIC_KEY_BYTES || ciphertext.length !== KEY_BYTES + TAG_BYTES) {
    throw sealError('SESSION_KEY_BROKEN');
  }
  try {
    const jwk = devicePrivateKey.export({ format: 'jwk' });
    const recipientKey = await suite.kem.importKey('jwk', jwk, false);
    const info = copyOf(sessionKeyInfo(viewingId));
    const key = await suite.open({ recipientKey, enc: copyOf(enc), info }, copyOf(ciphertext));
    return new Uint8Array(key);
  } catch (cause) {
    throw sealError('SESSION_KEY_BROKEN', {}, cause);
  }
}

/** The library takes whole buffers; those of Node are often windows of larger ones. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

function textOf(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('base64url');
}
