import { createHash, hkdfSync } from 'node:crypto';
import { type ByteSource, readExtent } from '../../foundation/byte-source.ts';
import { AGE_HEADER_BYTES, readAgeHeader, writeAgeHeader } from './age-header.ts';
import { parseIdentity, recipientOf, rawRecipient, secretKeyOf } from './age-identity.ts';
import { AGE_NONCE_BYTES, openPayload, payloadKey, sealPayload } from './age-payload.ts';
import { type BodyComplement, openBody, type StickBody, writeBody } from './stick-body.ts';

/** All keys of one stick, drawn from its 32 secret bytes at the bank: the same secret makes the same `body.age`. */
export interface StickKeys {
  /** Raw X25519 private key that opens `body.age`. */
  readonly identity: Uint8Array;
  /** What the chain of receipts begins with. */
  readonly receiptSecret: Uint8Array;
  readonly ephemeral: Uint8Array;
  readonly fileKey: Uint8Array;
  readonly nonce: Uint8Array;
}

/** HKDF-SHA256 (RFC 5869) of the secret, one label a key. */
export function stickKeysOf(secret: Uint8Array): StickKeys {
  const draw = (label: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', `diptych stick 1 ${label}`, length));
  return {
    identity: draw('identity', 32),
    receiptSecret: draw('receipts', 32),
    ephemeral: draw('ephemeral', 32),
    fileKey: draw('file key', 16),
    nonce: draw('nonce', AGE_NONCE_BYTES),
  };
}

/** `body.age` of a stick, piece by piece. */
export function* sealBody(keys: StickKeys, complement: BodyComplement): Generator<Uint8Array> {
  const recipient = recipientOf(rawRecipient(secretKeyOf(keys.identity)));
  yield writeAgeHeader(keys.fileKey, recipient, secretKeyOf(keys.ephemeral));
  yield keys.nonce;
  yield* sealPayload(payloadKey(keys.fileKey, keys.nonce), writeBody(complement));
}

/** `body.age`, opened. */
export interface OpenedBody extends StickBody {
  /** Zero-fills the bits that are kept from the last reading. */
  rest(): void;
  /** Zero-fills what is kept of keys and bits; nothing can be read afterwards. */
  forget(): void;
}

/**
 * @param identity `AGE-SECRET-KEY-1…`.
 * @throws AppError `STICK_DAMAGED`, `STICK_VERSION`, `AGE_IDENTITY_INVALID`.
 */
export function openSealedBody(file: ByteSource, identity: string): OpenedBody {
  const secret = parseIdentity(identity);
  const head = readExtent(file, { offset: 0, length: AGE_HEADER_BYTES });
  const fileKey = readAgeHeader(head, secretKeyOf(secret));
  secret.fill(0);
  const chunksAt = AGE_HEADER_BYTES + AGE_NONCE_BYTES;
  const nonce = readExtent(file, { offset: AGE_HEADER_BYTES, length: AGE_NONCE_BYTES });
  const key = payloadKey(fileKey, nonce);
  fileKey.fill(0);
  const payload = openPayload(
    {
      size: Math.max(0, file.size - chunksAt),
      read: (position, into) => file.read(chunksAt + position, into),
    },
    key,
  );
  const body = openBody(payload);
  return {
    ...body,
    rest: () => payload.forget(),
    forget() {
      payload.forget();
      key.fill(0);
    },
  };
}

/** SHA-256 of a file, lower-case hex, read a MiB at a time. */
export function digestOfFile(file: ByteSource): string {
  const digest = createHash('sha256');
  const piece = new Uint8Array(1 << 20);
  for (let at = 0; at < file.size;) {
    const read = file.read(at, piece);
    if (read === 0) break;
    digest.update(piece.subarray(0, read));
    at += read;
  }
  return digest.digest('hex');
}
