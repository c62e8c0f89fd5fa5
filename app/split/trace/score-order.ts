import { BIT_LANES } from '../lanes.ts';
import { drawsOf, mapKeyOf, SlotKeys, valuesOf } from '../level-keys.ts';
import type { LevelPositions } from '../level-positions.ts';
import { OBSERVED } from './observed.ts';
import { weights } from './weights.ts';

/** What was seen of one block. */
export interface SeenBlock {
  readonly number: number;
  /** Of its order's level. */
  readonly positions: LevelPositions;
  /** Of each candidate of the lanes of bits, one lane after another: what is known of it. */
  readonly observed: Uint16Array;
}

/** What a place adds where the bit of the order is not the master's, beyond what it adds where it is. */
const gainOfChange = Float64Array.from({ length: OBSERVED }, (_, observed) => {
  const original = (observed >>> 1) & 1;
  return (weights[2 * observed + (1 - original)] ?? 0) - (weights[2 * observed + original] ?? 0);
});

/** Says how well orders agree with what was seen: the sum of the {@link weights} of all places. */
export class OrderScorer {
  readonly #blocks: readonly SeenBlock[];
  /** The score of an order that changes nothing. */
  readonly #unchanged: number;

  constructor(blocks: readonly SeenBlock[]) {
    this.#blocks = blocks;
    let unchanged = 0;
    for (const { observed } of blocks) {
      for (const known of observed) unchanged += weights[2 * known + ((known >>> 1) & 1)] ?? 0;
    }
    this.#unchanged = unchanged;
  }

  /**
   * Draws the bits of an order anew, as for its disc.
   *
   * @param key of the order's level, 32 bytes.
   */
  score(key: Uint8Array): number {
    const slotKeys = new SlotKeys(mapKeyOf(key));
    let score = this.#unchanged;
    for (const { number, positions, observed } of this.#blocks) {
      const draws = drawsOf(slotKeys.of(number), positions);
      const values = valuesOf(key, number, observed.length);
      let at = 0;
      let drawsAt = 0;
      for (let lane = 0; lane < BIT_LANES; lane++) {
        const candidates = positions.places[lane]?.length ?? 0;
        const ofLane = observed.subarray(at, at + candidates);
        score += gainOfLane(ofLane, values.subarray(at), draws.subarray(drawsAt));
        at += candidates;
        drawsAt += (candidates + 7) >>> 3;
      }
    }
    return score;
  }
}

/** The hot loop of a trace: from drawn bit to drawn bit, with no branch on what is written there. */
function gainOfLane(observed: Uint16Array, values: Uint8Array, draws: Uint8Array): number {
  const gains = gainOfChange;
  const lastBits = -1 << (-observed.length & 7);
  let gain = 0;
  for (let first = 0; first < observed.length; first += 8) {
    let drawn = draws[first >>> 3] ?? 0;
    if (first + 8 > observed.length) drawn &= lastBits;
    for (drawn <<= 24; drawn !== 0;) {
      const next = Math.clz32(drawn);
      drawn &= ~(0x80000000 >>> next);
      const known = observed[first + next] ?? 0;
      // As it is written: 1 where the value lies below the bias, which the sign of the difference says.
      const written = ((values[first + next] ?? 0) - (known >>> 2)) >>> 31;
      const isChanged = ((known >>> 1) ^ written) & 1;
      gain += gains[known & -isChanged] ?? 0;
    }
  }
  return gain;
}
