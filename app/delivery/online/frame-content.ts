import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { codecs, MAX_PAYLOAD_BYTES } from './frame-format.ts';

/** Bytes before a Brotli stream: codec and length. */
const BROTLI_HEADER_BYTES = 5;
/** Below this, what Brotli may save is less than what it costs to try. */
const WORTH_TRYING_BYTES = 256;
/** How much of a payload is looked at, and what it must seem to hold at most. */
const SAMPLE_BYTES = 512;
const PROMISING_BITS_PER_BYTE = 7.5;
/** How often each byte was met. */
const counts = new Uint16Array(256);

/** Codec byte and payload, in a buffer of its own: compressed where that is smaller. */
export function packContent(payload: Uint8Array): Uint8Array {
  const packed = isWorthTrying(payload) ? compress(payload) : null;
  if (packed !== null && packed.length + BROTLI_HEADER_BYTES < payload.length + 1) {
    const content = Buffer.alloc(BROTLI_HEADER_BYTES + packed.length);
    content[0] = codecs.brotli;
    content.writeUInt32BE(payload.length, 1);
    content.set(packed, BROTLI_HEADER_BYTES);
    return content;
  }
  const content = new Uint8Array(1 + payload.length);
  content[0] = codecs.stored;
  content.set(payload, 1);
  return content;
}

/**
 * The payload: a part of `content` where it was stored, else a buffer of its own, and `content` is zeroised.
 *
 * @returns null where this is no content.
 */
export function unpackContent(content: Uint8Array): Uint8Array | null {
  const [codec] = content;
  if (codec === codecs.stored) return content.subarray(1);
  if (codec !== codecs.brotli || content.length < BROTLI_HEADER_BYTES) return null;
  const { buffer, byteOffset, byteLength } = content;
  const length = new DataView(buffer, byteOffset, byteLength).getUint32(1);
  if (length === 0 || length > MAX_PAYLOAD_BYTES) return null;
  try {
    // One chunk that holds all, so that no copy of an original is left behind in another.
    const payload = brotliDecompressSync(content.subarray(BROTLI_HEADER_BYTES), {
      chunkSize: length + 64,
      maxOutputLength: length,
    });
    return payload.length === length ? payload : null;
  } catch {
    return null;
  } finally {
    content.fill(0);
  }
}

function compress(payload: Uint8Array): Uint8Array {
  return brotliCompressSync(payload, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_SIZE_HINT]: payload.length,
    },
  });
}

/**
 * Whether the bytes are unevenly distributed: by the collision entropy of the first of them, which is 8 bits a byte for bits
 * that a coder has packed already, as those of a film are. A microsecond or two save Brotli's fifty on what it cannot shorten.
 */
function isWorthTrying(payload: Uint8Array): boolean {
  if (payload.length < WORTH_TRYING_BYTES) return false;
  const length = Math.min(payload.length, SAMPLE_BYTES);
  counts.fill(0);
  // Ordered pairs of equal bytes: each byte makes two with every earlier one that is the same.
  let pairs = 0;
  for (let at = 0; at < length; at++) {
    const byte = payload[at] ?? 0;
    const before = counts[byte] ?? 0;
    pairs += 2 * before;
    counts[byte] = before + 1;
  }
  const collisions = pairs / (length * (length - 1));
  const bitsPerByte = collisions === 0 ? 8 : -Math.log2(collisions);
  return bitsPerByte < PROMISING_BITS_PER_BYTE;
}
