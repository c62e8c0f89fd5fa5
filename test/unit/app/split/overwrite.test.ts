import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import { LevelCandidates } from '../../../../app/split/candidate-columns.ts';
import { unpackedBounds } from '../../../../app/split/index-block.ts';
import { BIT_LANES, lane, type Level, levels } from '../../../../app/split/lanes.ts';
import { drawsOf, mapKeyOf, SlotKeys } from '../../../../app/split/level-keys.ts';
import { LevelOverwriter } from '../../../../app/split/level-overwriter.ts';
import { decodePositions, encodePositions } from '../../../../app/split/level-positions.ts';
import {
  biasedChanceBytes,
  evenChanceBytes,
  overwriteLevel,
} from '../../../../app/split/overwrite.ts';
import type { StoredLevel } from '../../../../app/split/types.ts';
import { anyBlock, bitsAt, differentialOf, storedOf } from '../../../support/engine-candidates.ts';

const aKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
const keys = fc.record({ distributor: aKey, order: aKey });
const traceKey = new Uint8Array(32).fill(9);

/** Where the drawn candidates of a lane stand, with their widths, told from the draws bit by bit. */
function drawnOf({ positions }: StoredLevel, draws: Uint8Array) {
  const found: {
    readonly lane: number;
    readonly entry: number;
    readonly at: number;
    readonly width: number;
  }[] = [];
  let drawsAt = 0;
  for (const [number, places] of positions.places.entries()) {
    for (const [entry, at] of places.entries()) {
      if (bitsAt(draws, drawsAt * 8 + entry, 1) === 0) continue;
      const kind = positions.widths[number - BIT_LANES]?.[entry];
      found.push({ lane: number, entry, at, width: kind === undefined ? 1 : kind & 15 });
    }
    drawsAt += Math.ceil(places.length / 8);
  }
  return { found, drawsAt };
}

function drawsIn(level: StoredLevel, key: Uint8Array, block: number): Uint8Array {
  return drawsOf(new SlotKeys(mapKeyOf(key)).of(block), level.positions);
}

describe('what is written', () => {
  test('touches nothing but the drawn candidates of its level', () => {
    fc.assert(
      fc.property(anyBlock, keys, fc.nat(9000), (block, both, number) => {
        const stored = storedOf(block);
        const overwriter = new LevelOverwriter(both, { traceKey });
        for (const level of levels) {
          const allowed = new Uint8Array(block.bytes.length);
          const { found, drawsAt } = drawnOf(
            stored[level],
            drawsIn(stored[level], both[level], number),
          );
          const allow = (at: number, width: number) => {
            for (let bit = at; bit < at + width; bit++) allowed[bit >>> 3]! |= 128 >>> (bit & 7);
          };
          for (const { at, width } of found) allow(at, width);
          const draws = drawsIn(stored[level], both[level], number);
          for (const [row, { pieces }] of stored[level].positions.stretches.entries()) {
            // 0.3 of 65 536.
            if (bitsAt(draws, (drawsAt + 2 * row) * 8, 16) > 19_660) continue;
            for (const { offset, length } of pieces) allow(offset * 8, length * 8);
          }
          const written = Uint8Array.from(block.bytes);
          overwriter.overwrite(written, level, stored[level], number);
          const stray = written.findIndex(
            (byte, at) => ((byte ^ block.bytes[at]!) & ~allowed[at]!) !== 0,
          );
          expect(stray).toBe(-1);
        }
      }),
      { seed: 70, numRuns: 60 },
    );
  });

  test('of one level is the same before and after the other, bit for bit', () => {
    fc.assert(
      fc.property(anyBlock, keys, (block, both) => {
        const stored = storedOf(block);
        const overwriter = new LevelOverwriter(both, { traceKey });
        const written = (order: readonly Level[]) => {
          const bytes = Uint8Array.from(block.bytes);
          for (const level of order) overwriter.overwrite(bytes, level, stored[level], 3);
          return bytes;
        };
        const down = written(['distributor', 'order']);
        expect(Buffer.compare(down, written(['order', 'distributor']))).toBe(0);
        // Each level changed its own bits, and no others.
        const [onlyD, onlyU] = [written(['distributor']), written(['order'])];
        const joined = block.bytes.map(
          (byte, at) => byte ^ (byte ^ onlyD[at]!) ^ (byte ^ onlyU[at]!),
        );
        expect(Buffer.compare(down, joined)).toBe(0);
      }),
      { seed: 71, numRuns: 60 },
    );
  });

  test('keeps every deviation of every chain within its bounds, by any key and any draw', () => {
    fc.assert(
      fc.property(anyBlock, keys, fc.nat(), (block, both, number) => {
        const stored = storedOf(block);
        const overwriter = new LevelOverwriter(both, { traceKey });
        for (const level of levels) {
          const written = Uint8Array.from(block.bytes);
          overwriter.overwrite(written, level, stored[level], number);
          for (const columns of block.candidates[level].lanes.slice(BIT_LANES)) {
            let deviation = 0;
            for (let i = 0; i < columns.count; i++) {
              const [at, width] = [columns.positions[i]!, columns.widths[i]!];
              const [was, is] = [block.bytes, written].map((bytes) =>
                differentialOf(bitsAt(bytes, at, width), width),
              );
              if (columns.starts[i] === 1) deviation = 0;
              deviation += is! - was!;
              expect(deviation).toBeGreaterThanOrEqual(-columns.below[i]!);
              expect(deviation).toBeLessThanOrEqual(columns.above[i]!);
            }
          }
        }
      }),
      { seed: 72, numRuns: 60 },
    );
  });
});

/** One level with candidates as they are given. */
function levelOf(
  add: (level: LevelCandidates) => void,
  bounds: Uint8Array = new Uint8Array(0),
): StoredLevel {
  const level = new LevelCandidates();
  add(level);
  const positions = decodePositions(encodePositions(level), 4096)!;
  return {
    slot: new Uint8Array(1),
    positions,
    bounds: [bounds, new Uint8Array(0), new Uint8Array(0)],
  };
}

const allDrawn = new Uint8Array(4096).fill(255);

describe('a bit', () => {
  const level = levelOf((one) => {
    for (let at = 0; at < 64; at++) one.lane(lane.escapeSign).addBit(5 + 3 * at);
  });

  test('of level D is flipped where its chance bit is 1', () => {
    const chance = Uint8Array.from(
      seededRandomness('flips').bytes(evenChanceBytes(level.positions)),
    );
    expect(chance.length).toBe(8);
    const block = Uint8Array.from(seededRandomness('film').bytes(30));
    const before = Uint8Array.from(block);
    overwriteLevel(block, level, allDrawn, chance, null);
    for (let i = 0; i < 64; i++) {
      const flipped = bitsAt(block, 5 + 3 * i, 1) ^ bitsAt(before, 5 + 3 * i, 1);
      expect(flipped).toBe(bitsAt(chance, i, 1));
    }
  });

  test('of level U becomes 1 where its chance lies below its bias, whatever it was', () => {
    const chance = Uint8Array.from({ length: 64 }, (_, i) => (i * 37) & 255);
    expect(biasedChanceBytes(level.positions)).toBe(64);
    const biases = Uint8Array.from({ length: 64 }, (_, i) => (i % 3 === 0 ? chance[i]! : 128));
    for (const fill of [0, 255]) {
      const block = new Uint8Array(30).fill(fill);
      overwriteLevel(block, level, allDrawn, chance, biases);
      for (let i = 0; i < 64; i++) {
        expect(bitsAt(block, 5 + 3 * i, 1)).toBe(chance[i]! < biases[i]! ? 1 : 0);
      }
    }
  });

  test('that is not drawn stays as it is, in either level', () => {
    const none = new Uint8Array(4096);
    const chance = new Uint8Array(64).fill(255);
    const block = Uint8Array.from(seededRandomness('film').bytes(30));
    for (const biases of [null, new Uint8Array(64), new Uint8Array(64).fill(255)]) {
      const written = Uint8Array.from(block);
      overwriteLevel(written, level, none, chance, biases);
      expect(Buffer.compare(written, block)).toBe(0);
    }
  });

  test('of each lane has a bias and a chance of its own', () => {
    const two = levelOf((one) => {
      one.lane(lane.acSign).addBit(7);
      one.lane(lane.acSign).addBit(7 + 20_000);
      one.lane(lane.pcmSign).addBit(9);
    });
    expect([evenChanceBytes(two.positions), biasedChanceBytes(two.positions)]).toEqual([2, 3]);
    const block = new Uint8Array(4096);
    overwriteLevel(block, two, allDrawn, Uint8Array.of(5, 5, 5), Uint8Array.of(0, 6, 5));
    expect([7, 20_007, 9].map((at) => bitsAt(block, at, 1))).toEqual([0, 1, 0]);
  });
});

describe('a differential', () => {
  /** Counts of what is written over one differential by each of the 32 768 chances. */
  function countsOf(width: number, original: number, below: number, above: number) {
    const one = levelOf(
      (level) => level.lane(lane.dcLuma).addDifferential(13, width, true, below, above),
      Uint8Array.of(below, above),
    );
    const counts = new Map<number, number>();
    const film = new Uint8Array(6);
    const code = original > 0 ? original : original + 2 ** width - 1;
    for (let bit = 0; bit < width; bit++) {
      film[(13 + bit) >>> 3]! |= ((code >>> (width - 1 - bit)) & 1) << (7 - ((13 + bit) & 7));
    }
    for (let random = 0; random < 1 << 15; random++) {
      const block = Uint8Array.from(film);
      overwriteLevel(block, one, allDrawn, Uint8Array.of(random >>> 8, random), null);
      const value = differentialOf(bitsAt(block, 13, width), width);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  test.each([
    [3, 5, 127, 127, [-7, -6, -5, -4, 4, 5, 6, 7]],
    [3, 5, 1, 1, [4, 5, 6]],
    [3, 5, 0, 0, [5]],
    [3, -4, 9, 8, [-7, -6, -5, -4, 4]],
    [3, 4, 8, 0, [-4, 4]],
    [1, 1, 2, 0, [-1, 1]],
    [1, 1, 1, 0, [1]],
    [11, -1024, 3, 0, [-1027, -1026, -1025, -1024]],
  ])(
    'of %d bits that was %d becomes, with room of %d below and %d above, any of its size in there alike',
    (width, original, below, above, wanted) => {
      const counts = countsOf(width, original, below, above);
      expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual(wanted);
      for (const count of counts.values()) {
        expect(Math.abs(count - (1 << 15) / wanted.length)).toBeLessThanOrEqual(1);
      }
    },
  );

  test('leaves less room to the next of its chain, and none to another chain', () => {
    const chain = (isStart: boolean) =>
      levelOf(
        (level) => {
          level.lane(lane.dcLuma).addDifferential(0, 3, true, 0, 0);
          level.lane(lane.dcLuma).addDifferential(8, 3, isStart, 0, 0);
        },
        Uint8Array.of(0, 2, 0, 2),
      );
    // Both are 4; the highest chance takes the highest that is allowed: 6, a deviation of 2.
    const written = (level: StoredLevel) => {
      const block = Uint8Array.of(0x80, 0x80, 0, 0);
      overwriteLevel(block, level, allDrawn, new Uint8Array(4).fill(255), null);
      return [0, 8].map((at) => differentialOf(bitsAt(block, at, 3), 3));
    };
    expect([written(chain(false)), written(chain(true))]).toEqual([
      [6, 4],
      [6, 6],
    ]);
  });

  test('has room that its index rounds down', () => {
    expect([0, 127, 136, 255].map((byte) => unpackedBounds[byte])).toEqual([0, 127, 128, 2032]);
  });
});

test('a drawn head of sound is written over, with chance that no candidate before it has', () => {
  const level = levelOf((one) => {
    one.lane(lane.acSign).addBit(3);
    one.lane(lane.dcLuma).addDifferential(20, 3, true, 0, 0);
    one.stretches = [{ shape: 2, pieces: [{ offset: 10, length: 64 }] }];
  });
  expect([evenChanceBytes(level.positions), biasedChanceBytes(level.positions)]).toEqual([
    129, 129,
  ]);
  const written = (fill: number) => {
    const block = new Uint8Array(100);
    const chance = new Uint8Array(129).fill(fill, 3);
    overwriteLevel(block, level, new Uint8Array(4), chance, null);
    return block;
  };
  const [one, other] = [written(1), written(77)];
  expect(one.subarray(10, 74).some((byte) => byte !== 0)).toBe(true);
  expect(Buffer.compare(one, other)).not.toBe(0);
});
