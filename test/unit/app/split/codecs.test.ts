import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockCandidates, type LevelCandidates } from '../../../../app/split/candidate-columns.ts';
import {
  decodeIndexBlock,
  encodeIndexBlock,
  unpackedBounds,
} from '../../../../app/split/index-block.ts';
import { BIT_LANES, lane, type Level, levels } from '../../../../app/split/lanes.ts';
import { BitPacker, BitUnpacker } from '../../../../app/split/packed-bits.ts';
import type { StoredLevel } from '../../../../app/split/types.ts';
import { VarintReader, VarintWriter } from '../../../../app/split/varint.ts';
import { anyBlock, storedOf } from '../../../support/engine-candidates.ts';

test('numbers of any size come back from their varints', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
      const writer = new VarintWriter(8);
      for (const number of numbers) writer.write(number);
      const reader = new VarintReader(writer.bytes());
      expect(numbers.map(() => reader.read())).toEqual(numbers);
      expect([reader.isWhole, reader.isSpent]).toEqual([true, true]);
      expect((reader.read(), reader.isWhole)).toBe(false);
    }),
    { seed: 50 },
  );
});

test('bits come back as they were packed', () => {
  const fields = fc.array(
    fc
      .integer({ min: 1, max: 24 })
      .chain((width) => fc.tuple(fc.nat(2 ** width - 1), fc.constant(width))),
  );
  fc.assert(
    fc.property(fields, (values) => {
      const packer = new BitPacker(8);
      for (const [value, width] of values) packer.append(value, width);
      const unpacker = new BitUnpacker(packer.bytes());
      expect(values.map(([, width]) => unpacker.read(width))).toEqual(
        values.map(([value]) => value),
      );
      expect(unpacker.isSpent).toBe(true);
    }),
    { seed: 51 },
  );
});

/** Every candidate of a level as an index holds it. */
function rowsOf({ positions, bounds }: StoredLevel) {
  return positions.places.map((places, number) => {
    const widths = positions.widths[number - BIT_LANES];
    const laneBounds = bounds[number - BIT_LANES];
    return [...places].map((at, i) => {
      if (widths === undefined || laneBounds === undefined) return [at];
      const [below, above] = [laneBounds[2 * i]!, laneBounds[2 * i + 1]!];
      return [at, widths[i], unpackedBounds[below], unpackedBounds[above]];
    });
  });
}

/** The same of candidates as they were chosen; bounds above 127 are rounded down to sixteenths. */
function wantedOf(level: LevelCandidates) {
  const rounded = (bound: number) => (bound < 128 ? bound : bound & ~15);
  return level.lanes.map(({ count, positions, widths, starts, below, above }, number) =>
    Array.from({ length: count }, (_, i) =>
      number < BIT_LANES
        ? [positions[i]]
        : [positions[i], widths[i]! + 16 * starts[i]!, rounded(below[i]!), rounded(above[i]!)],
    ),
  );
}

describe('a block of the index', () => {
  test('comes back as it was written, whatever candidates it has', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        const stored = storedOf(block);
        for (const level of levels) {
          expect(rowsOf(stored[level])).toEqual(wantedOf(block.candidates[level]));
          expect(stored[level].positions.stretches).toEqual(block.candidates[level].stretches);
        }
      }),
      { seed: 52 },
    );
  });

  test('has no byte for a level without candidates', () => {
    const { stored, slotBytes } = encodeIndexBlock(new BlockCandidates());
    expect([stored.length, slotBytes]).toEqual([0, { distributor: 0, order: 0 }]);
    const decoded = decodeIndexBlock(stored, slotBytes, 2048);
    expect(levels.map((level) => decoded[level].slot.length)).toEqual([0, 0]);
  });

  test('is refused, never misread, with bytes too few, too many, or cut at another place', () => {
    const [block] = fc
      .sample(anyBlock, { seed: 53, numRuns: 20 })
      .filter(({ candidates }) => !candidates.order.isEmpty);
    const { stored, slotBytes } = encodeIndexBlock(block!.candidates);
    const { length } = block!.bytes;
    const refuses = (bytes: Uint8Array, slots: Record<Level, number>, blockBytes = length) =>
      expect(() => decodeIndexBlock(Uint8Array.from(bytes), slots, blockBytes)).toThrow(
        expect.objectContaining({ code: 'INDEX_DAMAGED' }),
      );
    refuses(stored.subarray(0, -1), slotBytes);
    refuses(Buffer.concat([stored, Buffer.alloc(1)]), slotBytes);
    refuses(stored, { ...slotBytes, order: slotBytes.order - 4 });
    refuses(stored, { ...slotBytes, distributor: slotBytes.distributor + 4 });
    // The last candidate lies behind the end of a shorter block.
    refuses(stored, slotBytes, 10);
  });

  test('keeps bounds rounded down, never up, and still in order', () => {
    const candidates = new BlockCandidates();
    const luma = candidates.order.lane(lane.dcLuma);
    for (let bound = 0; bound < 2048; bound++) {
      luma.addDifferential(bound * 8, 3, bound === 0, bound, 2047 - bound);
    }
    const { stored, slotBytes } = encodeIndexBlock(candidates);
    const bounds = decodeIndexBlock(stored, slotBytes, 4096).order.bounds[0]!;
    const belows = Array.from({ length: 2048 }, (_, i) => unpackedBounds[bounds[2 * i]!]!);
    const aboves = Array.from({ length: 2048 }, (_, i) => unpackedBounds[bounds[2 * i + 1]!]!);
    for (const packed of [belows, aboves.toReversed()]) {
      const isKept = packed.every(
        (kept, bound) => kept <= bound && kept > bound - (bound < 128 ? 1 : 16),
      );
      const isRising = packed.every((kept, bound) => bound === 0 || kept >= packed[bound - 1]!);
      expect([isKept, isRising]).toEqual([true, true]);
    }
  });
});
