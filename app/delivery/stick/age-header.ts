import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  diffieHellman,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { damagedStick } from './stick-error.ts';
import { rawRecipient, recipientOf } from './age-identity.ts';

/** The header of an age file (age v1, C2SP age.md) for one X25519 recipient. */
const VERSION = 'age-encryption.org/v1';
const LABEL = 'age-encryption.org/v1/X25519';
const FILE = 'body.age';
const HEADER =
  /^age-encryption\.org\/v1\n-> X25519 ([A-Za-z0-9+/]{43})\n([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n/;
const MAC_MARK = '\n---';

/** Bytes of a header for one X25519 recipient: its lines have fixed lengths. */
export const AGE_HEADER_BYTES = VERSION.length + 1 + 10 + 43 + 1 + 43 + 1 + 4 + 43 + 1;

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

function wrapKey(shared: Uint8Array, share: Uint8Array, recipient: Uint8Array): Buffer {
  const salt = Buffer.concat([share, recipient]);
  return Buffer.from(hkdfSync('sha256', shared, salt, LABEL, 32));
}

function headerMac(fileKey: Uint8Array, text: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', fileKey, '', 'header', 32));
  return createHmac('sha256', key).update(text).digest();
}

/**
 * The header of a file whose key is `fileKey` (16 bytes). The same keys give the same bytes, so that a file can be made
 * again.
 */
export function writeAgeHeader(
  fileKey: Uint8Array,
  recipient: KeyObject,
  ephemeral: KeyObject,
): Uint8Array {
  const share = rawRecipient(ephemeral);
  const shared = diffieHellman({ privateKey: ephemeral, publicKey: recipient });
  const key = wrapKey(shared, share, rawRecipient(recipient));
  // The nonce may be zeros: the key wraps this one file key and nothing else.
  const cipher = createCipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 });
  const wrapped = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
  const text = `${VERSION}\n-> X25519 ${base64(share)}\n${base64(wrapped)}${MAC_MARK}`;
  return Buffer.from(`${text} ${base64(headerMac(fileKey, text))}\n`);
}

/**
 * Reads the key of a file.
 *
 * @param bytes its first {@link AGE_HEADER_BYTES}.
 * @returns the 16 bytes of the file key.
 * @throws AppError `STICK_DAMAGED`: no such header, of another recipient, or altered.
 */
export function readAgeHeader(bytes: Uint8Array, identity: KeyObject): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const [whole, share = '', wrapped = '', mac = ''] = HEADER.exec(text) ?? [];
  if (whole === undefined) throw damagedStick(FILE, 'it does not begin as it should');
  const fileKey = unwrap(Buffer.from(share, 'base64'), Buffer.from(wrapped, 'base64'), identity);
  const signed = whole.slice(0, whole.indexOf(MAC_MARK) + MAC_MARK.length);
  if (!timingSafeEqual(headerMac(fileKey, signed), Buffer.from(mac, 'base64'))) {
    throw damagedStick(FILE, 'its head was altered');
  }
  return fileKey;
}

function unwrap(share: Uint8Array, wrapped: Uint8Array, identity: KeyObject): Uint8Array {
  try {
    const shared = diffieHellman({ privateKey: identity, publicKey: recipientOf(share) });
    const key = wrapKey(shared, share, rawRecipient(identity));
    const cipher = createDecipheriv('chacha20-poly1305', key, Buffer.alloc(12), {
      authTagLength: 16,
    });
    cipher.setAuthTag(wrapped.subarray(16));
    return Buffer.concat([cipher.update(wrapped.subarray(0, 16)), cipher.final()]);
  } catch (cause) {
    throw damagedStick(FILE, 'its key does not open it', cause);
  }
}
