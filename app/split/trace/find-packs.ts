import { setImmediate } from 'node:timers/promises';
import type { ByteSource } from '../../foundation/byte-source.ts';
import type { PassOptions } from '../types.ts';

const PACK_START_CODE = Buffer.from([0, 0, 1, 0xba]);
/** Start code and system clock reference (§2.5.3.3 of ISO/IEC 13818-1). */
const PACK_CLOCK_END = 10;
const CHUNK = 1 << 20;
/** A clock begins anew with each VOB of a disc; more packs of the same time than this are not looked at. */
const MOST_OF_ONE_TIME = 16;

/**
 * The system clock reference of a pack, as one number: what tells the packs of a film from each other.
 *
 * @returns null if no pack begins here.
 */
export function packClock(bytes: Uint8Array): number | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PACK_CLOCK_END));
  if (head.length < PACK_CLOCK_END || head.indexOf(PACK_START_CODE) !== 0) return null;
  return head.readUIntBE(PACK_START_CODE.length, 6);
}

/**
 * Goes through an image for packs with certain clocks, wherever they lie.
 *
 * @returns where they begin, by clock, in the order of the image.
 * @throws the signal's reason.
 */
export async function findPacks(
  image: ByteSource,
  clocks: ReadonlySet<number>,
  options: PassOptions = {},
): Promise<ReadonlyMap<number, readonly number[]>> {
  const found = new Map<number, number[]>();
  const chunk = Buffer.alloc(CHUNK + PACK_CLOCK_END - 1);
  for (let position = 0; position < image.size; position += CHUNK) {
    await setImmediate();
    options.signal?.throwIfAborted();
    const bytes = chunk.subarray(0, image.read(position, chunk));
    let at = bytes.indexOf(PACK_START_CODE);
    while (at >= 0 && at < CHUNK) {
      const clock = packClock(bytes.subarray(at));
      if (clock !== null && clocks.has(clock)) {
        const places = found.get(clock) ?? [];
        if (places.length < MOST_OF_ONE_TIME) places.push(position + at);
        found.set(clock, places);
      }
      at = bytes.indexOf(PACK_START_CODE, at + PACK_START_CODE.length);
    }
    options.onProgress?.(Math.min(position + CHUNK, image.size), image.size);
  }
  return found;
}
