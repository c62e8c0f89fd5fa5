import { createCipheriv } from 'node:crypto';

/** Bytes of chance that say whether a stretch is drawn. */
export const STRETCH_DRAW = 2;
/** Bytes of chance for what is written over a stretch, drawn or not. */
export const STRETCH_CHOICE = 126;
/** Bytes of chance for what is written over a candidate in a slice, drawn or not; the last 15 bits are used. */
export const PLACE_CHOICE = 2;

/** What is encrypted; it grows to the longest chance that was asked for, and stays zeros. */
let zeros = Buffer.alloc(1 << 15);

/**
 * Which candidates of a block are drawn: AES-256-CTR of zeros, so that any block can be drawn alone.
 *
 * @returns {@link STRETCH_DRAW} bytes a stretch, then a bit for each candidate in slices, 1 if it is drawn.
 */
export function drawsOf(key: Uint8Array, block: number, places: number, stretches: number): Buffer {
  const bytes = stretches * STRETCH_DRAW + ((places + 7) >>> 3);
  return keyStream(key, blockCounter(block), bytes);
}

/**
 * What is written over candidates, drawn or not: the upper half of a block's counters, of which {@link drawsOf} has the lower.
 *
 * @returns {@link STRETCH_CHOICE} bytes a stretch, then {@link PLACE_CHOICE} for each candidate in slices.
 */
export function choicesOf(
  key: Uint8Array,
  block: number,
  places: number,
  stretches: number,
): Buffer {
  const counter = blockCounter(block);
  counter[8] = 0x80;
  return keyStream(key, counter, stretches * STRETCH_CHOICE + places * PLACE_CHOICE);
}

function keyStream(key: Uint8Array, counter: Uint8Array, bytes: number): Buffer {
  if (bytes > zeros.length) zeros = Buffer.alloc(bytes);
  return createCipheriv('aes-256-ctr', key, counter).update(zeros.subarray(0, bytes));
}

/** The first counter of a block: its number in the high eight bytes. */
function blockCounter(block: number): Buffer {
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(block), 0);
  return counter;
}
