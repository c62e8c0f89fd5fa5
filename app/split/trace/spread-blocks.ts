import { createHash } from 'node:crypto';

/** 2^32 divided by the golden ratio: multiples of it, modulo 2^32, lie as far apart from each other as they can. */
const GOLDEN_STEP = 0x9e3779b9;

/**
 * The blocks of a title in the order in which a trace looks at them: each once, neighbours far apart, and in another order for every
 * title, so that nobody knows which parts of a film to spoil.
 *
 * @param most how many of them.
 */
export function spreadBlocks(blocks: number, traceKey: Uint8Array, most: number): number[] {
  const first = createHash('sha256').update('diptych trace').update(traceKey).digest();
  const seen = new Set<number>();
  let at = first.readUInt32LE(0);
  // Steps of the golden ratio come to all of n places in fewer than 4n of them.
  for (let step = 0; step < 4 * blocks && seen.size < Math.min(most, blocks); step++) {
    seen.add(Math.floor((at / 2 ** 32) * blocks));
    at = (at + GOLDEN_STEP) >>> 0;
  }
  return [...seen];
}
