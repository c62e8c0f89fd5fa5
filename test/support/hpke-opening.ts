import { createDecipheriv, createHmac, createPublicKey, diffieHellman } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** One of RFC 9180 §7.3. */
export interface Aead {
  readonly id: number;
  readonly keyBytes: number;
  readonly algorithm: 'aes-128-gcm' | 'aes-256-gcm';
}

export const aes128Gcm: Aead = { id: 1, keyBytes: 16, algorithm: 'aes-128-gcm' };
export const aes256Gcm: Aead = { id: 2, keyBytes: 32, algorithm: 'aes-256-gcm' };

const KEM_ID = 0x0020;
const KDF_ID = 0x0001;
const EMPTY = Buffer.alloc(0);
/** The SubjectPublicKeyInfo of an X25519 key without its 32 bytes (RFC 8410). */
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');

/** Opens the first message of HPKE's base mode, written after RFC 9180 alone: nothing of the library that is tested is in it. */
export function openHpke(
  aead: Aead,
  privateKey: KeyObject,
  message: { readonly enc: Uint8Array; readonly ciphertext: Uint8Array },
  info: Uint8Array,
  aad: Uint8Array = EMPTY,
): Buffer {
  const sharedSecret = decapsulate(privateKey, message.enc);
  const suiteId = Buffer.concat([
    Buffer.from('HPKE'),
    i2osp(KEM_ID),
    i2osp(KDF_ID),
    i2osp(aead.id),
  ]);
  const context = Buffer.concat([
    Buffer.from([0]),
    labeledExtract(suiteId, EMPTY, 'psk_id_hash', EMPTY),
    labeledExtract(suiteId, EMPTY, 'info_hash', info),
  ]);
  const secret = labeledExtract(suiteId, sharedSecret, 'secret', EMPTY);
  const key = labeledExpand(suiteId, secret, 'key', context, aead.keyBytes);
  const nonce = labeledExpand(suiteId, secret, 'base_nonce', context, 12);
  const decipher = createDecipheriv(aead.algorithm, key, nonce);
  decipher.setAAD(aad);
  decipher.setAuthTag(message.ciphertext.subarray(-16));
  return Buffer.concat([decipher.update(message.ciphertext.subarray(0, -16)), decipher.final()]);
}

/** DHKEM(X25519, HKDF-SHA256), §4.1. */
function decapsulate(privateKey: KeyObject, enc: Uint8Array): Buffer {
  const publicKey = createPublicKey({
    key: Buffer.concat([X25519_SPKI, enc]),
    format: 'der',
    type: 'spki',
  });
  const suiteId = Buffer.concat([Buffer.from('KEM'), i2osp(KEM_ID)]);
  const agreed = diffieHellman({ privateKey, publicKey });
  const prk = labeledExtract(suiteId, EMPTY, 'eae_prk', agreed);
  const own = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return labeledExpand(suiteId, prk, 'shared_secret', Buffer.concat([enc, own]), 32);
}

function labeledExtract(suiteId: Buffer, salt: Buffer, label: string, ikm: Uint8Array): Buffer {
  const labeled = Buffer.concat([Buffer.from('HPKE-v1'), suiteId, Buffer.from(label), ikm]);
  return createHmac('sha256', salt.length === 0 ? Buffer.alloc(32) : salt)
    .update(labeled)
    .digest();
}

function labeledExpand(
  suiteId: Buffer,
  prk: Buffer,
  label: string,
  info: Buffer,
  length: number,
): Buffer {
  const labeled = Buffer.concat([
    i2osp(length),
    Buffer.from('HPKE-v1'),
    suiteId,
    Buffer.from(label),
    info,
  ]);
  // One block of HKDF-Expand (RFC 5869 §2.3) is 32 bytes: as long as anything that is asked for here.
  return createHmac('sha256', prk)
    .update(labeled)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, length);
}

function i2osp(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
