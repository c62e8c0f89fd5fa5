import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import { LevelCandidates } from '../../../../app/split/candidate-columns.ts';
import { BIT_LANES, LANES } from '../../../../app/split/lanes.ts';
import { collectLevel, putBackLevel } from '../../../../app/split/level-bits.ts';
import { drawsOf, drawsOfSize } from '../../../../app/split/level-keys.ts';
import {
  decodePositions,
  encodePositions,
  type LevelPositions,
} from '../../../../app/split/level-positions.ts';
import {
  encodeLevelOriginals,
  type LevelOriginals,
  readLevelOriginals,
  stretchCount,
} from '../../../../app/split/originals-level.ts';
import { pickLevel } from '../../../../app/split/pick-level.ts';

/** Long enough for gaps that no 16 bits hold. */
const BLOCK_BYTES = 60_000;
const master = Uint8Array.from(seededRandomness('block').bytes(BLOCK_BYTES));

interface Step {
  readonly gap: number;
  readonly width: number;
}

/** Gaps as they are among many candidates, and as they are among few. */
const aStep = fc.record({
  gap: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 12, max: 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 65_000, max: 140_000 }) },
  ),
  width: fc.integer({ min: 1, max: 11 }),
});
/** Many lanes of a level are empty, and any of them may be the last. */
const aLane = fc.oneof(fc.constant([]), fc.array(aStep, { maxLength: 40 }));
const aLevel = fc.record({
  lanes: fc.array(aLane, { minLength: LANES, maxLength: LANES }),
  stretches: fc.oneof(
    fc.constant([]),
    fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 5 }),
  ),
  key: fc.uint8Array({ minLength: 16, maxLength: 16 }),
});

function candidatesOf(lanes: readonly (readonly Step[])[], stretches: readonly number[]) {
  const level = new LevelCandidates();
  for (const [number, steps] of lanes.entries()) {
    let position = 0;
    for (const { gap, width } of steps) {
      position += gap;
      if (position + 11 > BLOCK_BYTES * 8) break;
      if (number < BIT_LANES) level.lane(number).addBit(position);
      else level.lane(number).addDifferential(position, width, false, 0, 0);
    }
  }
  level.stretches = stretches.map((length, number) => ({
    shape: 0,
    pieces: [{ offset: 300 * number, length }],
  }));
  return level;
}

function positionsOf(level: LevelCandidates): LevelPositions {
  const positions = decodePositions(encodePositions(level), BLOCK_BYTES);
  if (positions === null) throw new Error('these are no positions');
  return positions;
}

function originalsOf(positions: LevelPositions): LevelOriginals {
  const stored = encodeLevelOriginals(positions, master);
  const read = readLevelOriginals(stored, 0, stored.length);
  if (read === null) throw new Error('these are no originals');
  return read.level;
}

function collected(positions: LevelPositions, draws: Uint8Array): Uint8Array {
  const counts = { lanes: new Float64Array(LANES), bits: 0, stretches: 0, stretchBytes: 0 };
  return collectLevel(master, positions, draws, counts);
}

test('of any level and by any key, the originals give what the master gives', () => {
  fc.assert(
    fc.property(aLevel, ({ lanes, stretches, key }) => {
      const positions = positionsOf(candidatesOf(lanes, stretches));
      const level = originalsOf(positions);
      const draws = drawsOf(key, positions);
      const drawsHere = drawsOfSize(key, level.laneDraws, stretchCount(level));
      expect(Buffer.compare(drawsHere, draws)).toBe(0);
      const into = new Uint8Array(BLOCK_BYTES);
      const end = pickLevel(level, drawsHere, into, 3);
      expect(Buffer.compare(into.subarray(3, end), collected(positions, draws))).toBe(0);
    }),
    { seed: 120, numRuns: 300 },
  );
});

test('what was picked is put back where it stood, and nothing else is touched', () => {
  fc.assert(
    fc.property(aLevel, ({ lanes, stretches, key }) => {
      const positions = positionsOf(candidatesOf(lanes, stretches));
      const draws = drawsOf(key, positions);
      const picked = new Uint8Array(BLOCK_BYTES);
      const end = pickLevel(originalsOf(positions), drawsOf(key, positions), picked, 0);
      const block = master.slice();
      expect(putBackLevel(block, positions, draws, picked, 0, end)).toBe(end);
      expect(Buffer.compare(block, master)).toBe(0);
    }),
    { seed: 121, numRuns: 300 },
  );
});

const anyLanes = Array.from({ length: LANES }, () => [
  { gap: 20, width: 3 },
  { gap: 70_000, width: 5 },
]);

test('a level is read no further than its block goes', () => {
  const stored = encodeLevelOriginals(positionsOf(candidatesOf(anyLanes, [9])), master);
  expect(readLevelOriginals(stored, 0, stored.length)?.end).toBe(stored.length);
  for (let end = 0; end < stored.length; end++) {
    expect(readLevelOriginals(stored, 0, end)).toBeNull();
  }
});

test('any bytes are a level or none, and what is picked of them is never more than they are', () => {
  const stored = encodeLevelOriginals(positionsOf(candidatesOf(anyLanes, [9, 40])), master);
  const changes = fc.array(fc.tuple(fc.nat(stored.length - 1), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), changes, (noise, places) => {
      const changed = Uint8Array.from(stored);
      for (const [at, byte] of places) changed[at] = byte;
      for (const tried of [noise, changed]) {
        const read = readLevelOriginals(tried, 0, tried.length);
        if (read === null) continue;
        const { level, end } = read;
        expect(end).toBeLessThanOrEqual(tried.length);
        const draws = drawsOfSize(new Uint8Array(16), level.laneDraws, stretchCount(level));
        expect(pickLevel(level, draws, new Uint8Array(end + 1), 0)).toBeLessThanOrEqual(end);
      }
    }),
    { seed: 122, numRuns: 500 },
  );
});
