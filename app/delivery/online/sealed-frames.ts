import { createCipheriv, createDecipheriv } from 'node:crypto';
import { AppError } from '../../foundation/errors.ts';
import { sealError } from './errors.ts';
import { packContent, unpackContent } from './frame-content.ts';
import {
  associatedData,
  HEADER_BYTES,
  KEY_BYTES,
  MAX_FRAMES,
  MAX_PAYLOAD_BYTES,
  nonceKey,
  nonceOf,
  nonceTail,
  TAG_BYTES,
} from './frame-format.ts';

export { HEAD_FRAME, MAX_FRAMES } from './frame-format.ts';

const ALGORITHM = 'aes-256-gcm';

export interface OpenedFrame {
  readonly number: number;
  /** In memory of its own: whoever gets it may zeroise it. */
  readonly payload: Uint8Array;
}

/** Seals for one viewing. */
export interface FrameSealer {
  /**
   * @param number of the block, or {@link HEAD_FRAME}.
   * @param payload left as it is; at most 4 MiB.
   */
  seal(number: number, payload: Uint8Array): Uint8Array;
}

/** @param key 32 bytes, of this viewing and no other; kept by reference. */
export function createFrameSealer(key: Uint8Array, viewingId: string): FrameSealer {
  requireKey(key);
  const keyOfNonces = nonceKey(key);
  return {
    seal(number, payload) {
      if (payload.length > MAX_PAYLOAD_BYTES) {
        throw new AppError('COMPLEMENT_TOO_LARGE', 'A part of a complement is too large to send.', {
          remedy: 'fix-the-code',
          context: { number, bytes: payload.length },
        });
      }
      const content = packContent(payload);
      const frame = Buffer.allocUnsafeSlow(HEADER_BYTES + content.length + TAG_BYTES);
      frame.writeUInt32BE(number, 0);
      frame.writeUInt32BE(content.length, 4);
      frame.set(nonceTail(keyOfNonces, frame.subarray(0, 4), content), 8);
      const cipher = createCipheriv(ALGORITHM, key, nonceOf(frame));
      cipher.setAAD(associatedData(viewingId, number));
      cipher.update(content).copy(frame, HEADER_BYTES);
      cipher.final();
      cipher.getAuthTag().copy(frame, HEADER_BYTES + content.length);
      content.fill(0);
      return frame;
    },
  };
}

/** Seals one payload for a viewing, as {@link createFrameSealer}. */
export function sealFrame(
  key: Uint8Array,
  viewingId: string,
  number: number,
  payload: Uint8Array,
): Uint8Array {
  return createFrameSealer(key, viewingId).seal(number, payload);
}

/**
 * Opens an answer of the bank: 1 to {@link MAX_FRAMES} frames, in the order in which they stand. That they are the blocks
 * that were asked for is for the caller to compare.
 *
 * @param bytes any bytes at all. They are left as they are.
 * @throws AppError `COMPLEMENT_SEAL_BROKEN` where anything is wrong with any of it; what was open by then is zeroised.
 */
export function openFrames(key: Uint8Array, viewingId: string, bytes: Uint8Array): OpenedFrame[] {
  requireKey(key);
  const frames: OpenedFrame[] = [];
  try {
    for (let position = 0; position < bytes.length;) {
      const frame = cutFrame(bytes, position);
      if (frames.length >= MAX_FRAMES) throw sealError('COMPLEMENT_SEAL_BROKEN', { position });
      frames.push({ number: frame.number, payload: openFrame(key, viewingId, frame, position) });
      position += frame.bytes.length;
    }
    if (frames.length === 0) throw sealError('COMPLEMENT_SEAL_BROKEN', { position: 0 });
    return frames;
  } catch (error) {
    for (const { payload } of frames) payload.fill(0);
    throw error;
  }
}

interface CutFrame {
  readonly number: number;
  /** Header, ciphertext and tag. */
  readonly bytes: Uint8Array;
}

function cutFrame(bytes: Uint8Array, position: number): CutFrame {
  const left = bytes.length - position;
  if (left < HEADER_BYTES + TAG_BYTES) throw sealError('COMPLEMENT_SEAL_BROKEN', { position });
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, HEADER_BYTES);
  const length = view.getUint32(4);
  const whole = HEADER_BYTES + length + TAG_BYTES;
  // The codec byte is never missing.
  if (length === 0 || length > MAX_PAYLOAD_BYTES + 1 || whole > left) {
    throw sealError('COMPLEMENT_SEAL_BROKEN', { position });
  }
  return { number: view.getUint32(0), bytes: bytes.subarray(position, position + whole) };
}

function openFrame(
  key: Uint8Array,
  viewingId: string,
  { number, bytes }: CutFrame,
  position: number,
): Uint8Array {
  const decipher = createDecipheriv(ALGORITHM, key, nonceOf(bytes), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(viewingId, number));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const content = decipher.update(bytes.subarray(HEADER_BYTES, bytes.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    // What OpenSSL says of it is nothing that helps: the tag is wrong, whatever the reason.
    content.fill(0);
    throw sealError('COMPLEMENT_SEAL_BROKEN', { number, position });
  }
  const payload = unpackContent(content);
  if (payload === null) throw sealError('COMPLEMENT_SEAL_BROKEN', { number, position });
  return payload;
}

function requireKey(key: Uint8Array): void {
  if (key.length === KEY_BYTES) return;
  throw new AppError('SESSION_KEY_LENGTH', 'The key of a viewing has 32 bytes.', {
    remedy: 'fix-the-code',
    context: { bytes: key.length },
  });
}
