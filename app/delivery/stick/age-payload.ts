import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { type ByteSource, readExtent } from '../../foundation/byte-source.ts';
import { damagedStick } from './stick-error.ts';

/**
 * The payload of an age file: a nonce of 16 bytes, then STREAM (age v1, "Payload"): chunks of 64 KiB, ChaCha20-Poly1305,
 * nonce = number of the chunk (11 bytes, big endian) and a byte that is 1 for the last chunk alone. So a chunk opens in its
 * own place only, and a file that was cut off has no last chunk.
 */
const CHUNK = 65_536;
const TAG = 16;
/** Bytes of the nonce before the chunks. */
export const AGE_NONCE_BYTES = 16;
const FILE = 'body.age';
const OPTIONS = { authTagLength: TAG } as const;

export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

function chunkNonce(number: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

function sealChunk(key: Uint8Array, number: number, isLast: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, chunkNonce(number, isLast), OPTIONS);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Seals pieces of any size, a chunk at a time. Nothing pads: at least one byte must come. */
export function* sealPayload(key: Uint8Array, pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  const chunk = Buffer.alloc(CHUNK);
  let held = 0;
  let number = 0;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      // A full chunk waits until there is more: only then it is known not to be the last.
      if (held === CHUNK) {
        yield sealChunk(key, number++, false, chunk);
        held = 0;
      }
      const part = piece.subarray(at, at + CHUNK - held);
      chunk.set(part, held);
      held += part.length;
      at += part.length;
    }
  }
  yield sealChunk(key, number, true, chunk.subarray(0, held));
  chunk.fill(0);
}

/** A sealed payload that is read anywhere; one opened chunk is kept, and overwritten by the next. */
export interface OpenPayload extends ByteSource {
  /** Zero-fills the chunk that is kept. */
  forget(): void;
}

/**
 * @param sealed the chunks; the nonce before them is not among them.
 * @throws AppError `STICK_DAMAGED`, here if no such file can have that length, and when a chunk that is read was altered,
 *   moved, or is not the last though the file ends with it.
 */
export function openPayload(sealed: ByteSource, key: Uint8Array): OpenPayload {
  const chunks = Math.ceil(sealed.size / (CHUNK + TAG));
  const lastBytes = sealed.size - (chunks - 1) * (CHUNK + TAG);
  if (chunks === 0 || lastBytes <= TAG) throw damagedStick(FILE, 'it was cut off');
  const size = sealed.size - chunks * TAG;
  const kept = new Uint8Array(CHUNK);
  let keptNumber = -1;

  function openChunk(number: number): Uint8Array {
    const length = Math.min(CHUNK, size - number * CHUNK);
    if (number === keptNumber) return kept.subarray(0, length);
    keptNumber = -1;
    const offset = number * (CHUNK + TAG);
    const bytes = readExtent(sealed, { offset, length: length + TAG });
    if (bytes.length !== length + TAG) throw damagedStick(FILE, 'it was cut off');
    const nonce = chunkNonce(number, number === chunks - 1);
    const cipher = createDecipheriv('chacha20-poly1305', key, nonce, OPTIONS);
    cipher.setAuthTag(bytes.subarray(length));
    try {
      const plain = Buffer.concat([cipher.update(bytes.subarray(0, length)), cipher.final()]);
      kept.set(plain);
      plain.fill(0);
    } catch (cause) {
      throw damagedStick(FILE, `its part ${number + 1} of ${chunks} was altered`, cause);
    }
    keptNumber = number;
    return kept.subarray(0, length);
  }

  return {
    size,
    read(position, into) {
      const length = Math.max(0, Math.min(into.length, size - position));
      for (let done = 0; done < length;) {
        const at = position + done;
        const number = Math.floor(at / CHUNK);
        const from = at - number * CHUNK;
        const part = openChunk(number).subarray(from, from + length - done);
        into.set(part, done);
        done += part.length;
      }
      return length;
    },
    forget() {
      kept.fill(0);
      keptNumber = -1;
    },
  };
}
