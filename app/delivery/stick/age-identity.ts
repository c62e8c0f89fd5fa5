import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { AppError } from '../../foundation/errors.ts';

/**
 * X25519 keys as age writes them (age v1, "The X25519 recipient type"): Bech32 (BIP 173) without its limit of 90
 * characters, `AGE-SECRET-KEY-1…` in capitals.
 */
const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const SECRET_PREFIX = 'age-secret-key-';
/** PKCS #8 before the 32 bytes of an X25519 private key (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    GENERATOR.forEach((generator, bit) => {
      if ((top >>> bit) & 1) sum ^= generator;
    });
  }
  return sum;
}

function expanded(prefix: string): number[] {
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)];
}

/** Groups bits anew, first bit highest. Null where bits are left over that are not zero, or more than make a group. */
function regroup(
  values: Iterable<number>,
  from: number,
  to: number,
  pads: boolean,
): number[] | null {
  const groups: number[] = [];
  let held = 0;
  let bits = 0;
  for (const value of values) {
    held = ((held << from) | value) & 0xfff;
    bits += from;
    while (bits >= to) {
      bits -= to;
      groups.push((held >>> bits) & ((1 << to) - 1));
    }
  }
  const rest = (held << (to - bits)) & ((1 << to) - 1);
  if (pads) {
    if (bits > 0) groups.push(rest);
    return groups;
  }
  return bits >= from || rest !== 0 ? null : groups;
}

/** The identity of a raw X25519 private key of 32 bytes, `AGE-SECRET-KEY-1…`. */
export function encodeIdentity(secret: Uint8Array): string {
  const data = regroup(secret, 8, 5, true) ?? [];
  const check = polymod([...expanded(SECRET_PREFIX), ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const sums = [25, 20, 15, 10, 5, 0].map((shift) => (check >>> shift) & 31);
  const text = [...data, ...sums].map((value) => ALPHABET.charAt(value)).join('');
  return `${SECRET_PREFIX}1${text}`.toUpperCase();
}

/** @throws AppError `AGE_IDENTITY_INVALID`. The text is not quoted. */
export function parseIdentity(text: string): Uint8Array {
  const lower = text.toLowerCase();
  const values = Array.from(lower.slice(SECRET_PREFIX.length + 1), (one) => ALPHABET.indexOf(one));
  const isWhole =
    text === text.toUpperCase() &&
    lower.startsWith(`${SECRET_PREFIX}1`) &&
    values.length > 6 &&
    !values.includes(-1) &&
    polymod([...expanded(SECRET_PREFIX), ...values]) === 1;
  const bytes = isWhole ? regroup(values.slice(0, -6), 5, 8, false) : null;
  if (bytes?.length === 32) return Uint8Array.from(bytes);
  throw new AppError('AGE_IDENTITY_INVALID', 'This is no X25519 identity of age.', {
    remedy: 'reject-input',
  });
}

/** An X25519 private key from its 32 bytes. */
export function secretKeyOf(secret: Uint8Array): KeyObject {
  const key = Buffer.concat([PKCS8, secret]);
  const parsed = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  key.fill(0);
  return parsed;
}

/** The 32 bytes of the public half of an X25519 key. */
export function rawRecipient(key: KeyObject): Uint8Array {
  const publicKey = key.type === 'public' ? key : createPublicKey(key);
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

/** An X25519 public key from its 32 bytes. */
export function recipientOf(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
}
