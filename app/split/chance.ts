import { createCipheriv } from 'node:crypto';

/** Bytes of chance for each candidate, drawn or not: 1 bit whether it is drawn, 15 bits for what is written. */
export const DRAW_BYTES = 2;

/** What is encrypted; it grows to the longest chance that was asked for, and stays zeros. */
let zeros = Buffer.alloc(1 << 13);

/** The chance of the candidates of one block: AES-256-CTR of zeros, so that any block can be drawn alone. */
export function chanceOf(key: Uint8Array, block: number, count: number): Uint8Array {
  return keyStream(key, blockCounter(block), count * DRAW_BYTES);
}

/** The chance of the stretches of one block: the upper half of its counters, of which {@link chanceOf} has the lower. */
export function stretchChanceOf(key: Uint8Array, block: number, bytes: number): Buffer {
  const counter = blockCounter(block);
  counter[8] = 0x80;
  return keyStream(key, counter, bytes);
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
