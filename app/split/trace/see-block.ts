import { biasThresholds } from '../bias.ts';
import { BIT_LANES, lane as lanes } from '../lanes.ts';
import type { StoredCandidates } from '../types.ts';
import { observedAs } from './observed.ts';
import type { SeenBlock } from './score-order.ts';
import { PART_BYTES, soundParts } from './untouched.ts';

/** Of how many parts of a block one must be sound for the block to be taken for one of this film. */
const PARTS_A_SOUND_ONE = 8;

/** What an image shows of one block. */
export interface SeenPart {
  readonly seen: SeenBlock;
  /** Places that tell something. */
  readonly places: number;
  /** Those whose bit is not the master's. */
  readonly changed: number;
}

/**
 * Reads the places of the order's level in one block of an image.
 *
 * @param number of the block.
 * @param image what stands where the block should: it may be anything.
 * @returns null if that is not this block.
 */
export function seeBlock(
  number: number,
  candidates: StoredCandidates,
  traceKey: Uint8Array,
  master: Uint8Array,
  image: Uint8Array,
): SeenPart | null {
  const sound = soundParts(candidates, master, image);
  const soundCount = sound.reduce((sum, one) => sum + one, 0);
  if (soundCount * PARTS_A_SOUND_ONE < sound.length) return null;
  const { positions } = candidates.order;
  const bitLanes = positions.places.slice(0, BIT_LANES);
  const observed = new Uint16Array(bitLanes.reduce((sum, { length }) => sum + length, 0));
  const biases = biasThresholds(traceKey, number, observed.length);
  let places = 0;
  let changed = 0;
  let at = -1;
  for (const [lane, ofLane] of bitLanes.entries()) {
    for (const position of ofLane) {
      at++;
      const byte = position >>> 3;
      if (lane === lanes.sliceQuantiser) continue;
      if (sound[Math.floor(byte / PART_BYTES)] !== 1) continue;
      const shift = 7 - (position & 7);
      const original = ((master[byte] ?? 0) >>> shift) & 1;
      const seen = ((image[byte] ?? 0) >>> shift) & 1;
      observed[at] = observedAs(biases[at] ?? 0, original, seen);
      places++;
      changed += original ^ seen;
    }
  }
  return { seen: { number, positions, observed }, places, changed };
}
