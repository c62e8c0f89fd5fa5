import { createHmac } from 'node:crypto';

/*
 * One frame, numbers in network order:
 *
 *   number      u32   the block, or HEAD_FRAME
 *   length      u32   of the ciphertext, without nonce and tag
 *   nonce       8     the last eight bytes of the nonce; its first four are `number`
 *   ciphertext        AES-256-GCM (NIST SP 800-38D) of the content
 *   tag         16
 *
 * Content: a codec byte, then the payload (`stored`), or its length as u32 and a Brotli stream (`brotli`, RFC 7932).
 */

/** Stands in the place of a block's number where the content is the head. */
export const HEAD_FRAME = 0xffff_ffff;
/** Bytes of a payload: ten times the table of a DVD's longest film. */
export const MAX_PAYLOAD_BYTES = 4 << 20;
/** Frames that one answer may hold: as many blocks as a player may ask for at once. */
export const MAX_FRAMES = 32;
export const KEY_BYTES = 32;
export const HEADER_BYTES = 16;
export const TAG_BYTES = 16;
export const codecs = { stored: 0, brotli: 1 } as const;

const NONCE_BYTES = 12;
const NAME = 'diptych complement frame 1';

/** What a frame is bound to besides its key: format and version, viewing, number. */
export function associatedData(viewingId: string, number: number): Buffer {
  const text = `${NAME}\0${viewingId}\0`;
  const data = Buffer.alloc(Buffer.byteLength(text) + 4);
  data.writeUInt32BE(number, data.write(text));
  return data;
}

/** The nonce that stands in a frame's header. */
export function nonceOf(header: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  nonce.set(header.subarray(0, 4));
  nonce.set(header.subarray(8, HEADER_BYTES), 4);
  return nonce;
}

/** The key of {@link nonceTail}, apart from the one that seals. */
export function nonceKey(key: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(`${NAME} nonce`).digest();
}

/**
 * A synthetic nonce, as in RFC 8452: it hangs on the content too. So two processes that seal a block twice give the same
 * bytes, and even if they did not agree on the content (another version of the engine or of Brotli between them), a nonce
 * would not meet two contents under one key, which AES-GCM does not survive.
 */
export function nonceTail(key: Uint8Array, number: Uint8Array, content: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(number).update(content).digest().subarray(0, 8);
}
