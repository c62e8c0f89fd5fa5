import * as fc from 'fast-check';
import { headBytes } from '../../app/ac3/index.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { BlockCandidates, type LevelCandidates } from '../../app/split/candidate-columns.ts';
import { decodeIndexBlock, encodeIndexBlock } from '../../app/split/index-block.ts';
import { BIT_LANES, LANES, levels } from '../../app/split/lanes.ts';
import { type LevelPositions, START } from '../../app/split/level-positions.ts';
import type { StoredCandidates } from '../../app/split/types.ts';

/** What DC coefficients of eleven bits may be. */
const HIGHEST_LEVEL = 2047;
/** Bits of a packet header between two pieces of a stretch. */
const HEADER_BITS = 23 * 8;

/** A block of bytes, and places in it that may be overwritten. */
export interface AnyBlock {
  readonly bytes: Uint8Array;
  readonly candidates: BlockCandidates;
  /** Bit by bit: 1 where a candidate of the distributor's level stands, 2 for one of the order's. */
  readonly owners: Uint8Array;
}

const aStep = fc.record({
  gap: fc.oneof(
    { weight: 12, arbitrary: fc.nat(60) },
    { weight: 2, arbitrary: fc.nat(5000) },
    { weight: 1, arbitrary: fc.integer({ min: 65_500, max: 200_000 }) },
  ),
  /** The last is no lane: a stretch. */
  lane: fc.nat(LANES),
  isOrder: fc.boolean(),
  width: fc.integer({ min: 1, max: 11 }),
  isStart: fc.boolean(),
  /** The DC coefficient to which a differential leads. */
  level: fc.nat(HIGHEST_LEVEL),
  shape: fc.nat(127),
  /** Where packet headers cut a stretch. */
  cuts: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
});
type Step = typeof aStep extends fc.Arbitrary<infer Value> ? Value : never;

/** Any bytes with any candidates of both levels, none touching another, with the bounds that the film would have. */
export const anyBlock: fc.Arbitrary<AnyBlock> = fc
  .record({
    steps: fc.array(aStep, { maxLength: 90, size: 'max' }),
    seed: fc.nat(),
    /** Bytes behind the last candidate. */
    more: fc.constantFrom(0, 0, 1, 40),
  })
  .map(({ steps, seed, more }) => {
    const candidates = new BlockCandidates();
    const places: { readonly at: number; readonly bits: number; readonly owner: number }[] = [];
    let end = 0;
    for (const step of steps) {
      const level = step.isOrder ? candidates.order : candidates.distributor;
      const owner = step.isOrder ? 2 : 1;
      for (const { at, bits } of place(level, end + step.gap, step)) {
        places.push({ at, bits, owner });
        end = at + bits;
      }
    }
    for (const level of levels) boundChains(candidates[level]);
    const length = Math.ceil(end / 8) + more;
    const owners = new Uint8Array(length * 8);
    for (const { at, bits, owner } of places) owners.fill(owner, at, at + bits);
    const bytes = Uint8Array.from(seededRandomness(`block ${seed}`).bytes(length));
    return { bytes, candidates, owners };
  });

/** Adds one candidate at `at` or behind it. @returns the bits that it has. */
function place(
  level: LevelCandidates,
  at: number,
  { lane, width, isStart, level: coefficient, shape, cuts }: Step,
): { readonly at: number; readonly bits: number }[] {
  if (lane === LANES) return placeStretch(level, at, shape, cuts);
  const columns = level.lane(lane);
  if (lane < BIT_LANES) {
    columns.addBit(at);
    return [{ at, bits: 1 }];
  }
  // The coefficient, until the bounds of its chain are known.
  columns.addDifferential(at, width, isStart || columns.count === 0, coefficient, coefficient);
  return [{ at, bits: width }];
}

function placeStretch(level: LevelCandidates, from: number, shape: number, cuts: number[]) {
  const length = headBytes({ acmod: shape & 7, lfeon: (shape >>> 3) & 1, firstBit: shape >>> 4 });
  const ends = [...cuts.filter((cut) => cut < length).toSorted((a, b) => a - b), length];
  const pieces: { offset: number; length: number }[] = [];
  let offset = Math.ceil(from / 8);
  let done = 0;
  for (const end of ends) {
    pieces.push({ offset, length: end - done });
    offset += end - done + HEADER_BITS / 8;
    done = end;
  }
  level.stretches.push({ shape, pieces });
  return pieces.map((piece) => ({ at: piece.offset * 8, bits: piece.length * 8 }));
}

/** From the last of each chain to its first: how far all coefficients from there on may be off. */
function boundChains({ lanes }: LevelCandidates): void {
  for (const { count, starts, below, above } of lanes.slice(BIT_LANES)) {
    let lowest = HIGHEST_LEVEL;
    let highest = 0;
    for (let i = count - 1; i >= 0; i--) {
      lowest = Math.min(lowest, below[i]!);
      highest = Math.max(highest, above[i]!);
      below[i] = lowest;
      above[i] = HIGHEST_LEVEL - highest;
      if (starts[i] !== 1) continue;
      lowest = HIGHEST_LEVEL;
      highest = 0;
    }
  }
}

/** The candidates of a block as an index holds them. */
export function storedOf({ bytes, candidates }: AnyBlock): StoredCandidates {
  const { stored, slotBytes } = encodeIndexBlock(candidates);
  return decodeIndexBlock(Uint8Array.from(stored), slotBytes, bytes.length);
}

/** One candidate of a lane of a level, as positions say it. */
export interface PlacedCandidate {
  readonly lane: number;
  /** Its number in the lane. */
  readonly entry: number;
  readonly at: number;
  readonly width: number;
  readonly isStart: boolean;
}

/** All candidates in lanes, one lane after another. */
export function placedIn({ places, widths }: LevelPositions): PlacedCandidate[] {
  return places.flatMap((lanePlaces, lane) =>
    Array.from(lanePlaces, (at, entry) => {
      const kind = widths[lane - BIT_LANES]?.[entry] ?? 1;
      return { lane, entry, at, width: kind % START, isStart: kind >= START };
    }),
  );
}

/** The value of the bits `at` to `at + width` of some bytes. */
export function bitsAt(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let bit = at; bit < at + width; bit++) {
    value = value * 2 + (((bytes[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1);
  }
  return value;
}

/** §7.2.1 of ISO/IEC 13818-2: what the bits of `dct_dc_differential` mean. */
export function differentialOf(code: number, width: number): number {
  return code >= 2 ** (width - 1) ? code : code - 2 ** width + 1;
}
