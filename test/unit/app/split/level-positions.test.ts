import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LevelCandidates, MOST_IN_LANE } from '../../../../app/split/candidate-columns.ts';
import { BIT_LANES, lane, LANES, levels } from '../../../../app/split/lanes.ts';
import { decodePositions, encodePositions, START } from '../../../../app/split/level-positions.ts';
import { anyBlock } from '../../../support/engine-candidates.ts';

/** A level with bits at these places of one lane. */
function bitsAt(positions: readonly number[], number: number = lane.acSign): LevelCandidates {
  const level = new LevelCandidates();
  for (const position of positions) level.lane(number).addBit(position);
  return level;
}

describe('positions', () => {
  test('of any candidates come back, lane by lane, with widths, chains and stretches', () => {
    fc.assert(
      fc.property(anyBlock, ({ candidates, bytes }) => {
        for (const level of levels) {
          const chosen = candidates[level];
          const encoded = encodePositions(chosen);
          const decoded = decodePositions(encoded, bytes.length)!;
          for (const [number, columns] of chosen.lanes.entries()) {
            const { count, positions, widths, starts } = columns;
            expect(decoded.places[number]).toEqual(positions.slice(0, count));
            if (number < BIT_LANES) continue;
            expect([...decoded.widths[number - BIT_LANES]!]).toEqual(
              Array.from({ length: count }, (_, i) => widths[i]! + START * starts[i]!),
            );
          }
          expect(decoded.stretches).toEqual(chosen.stretches);
        }
      }),
      { seed: 60, numRuns: 50 },
    );
  });

  test.each([0, 1, 2, 62, 63, 64, 65_535, 1 << 20, (1 << 26) - 9])(
    'hold a gap of %d bits, alone and among a thousand of one bit',
    (gap) => {
      const crowd = Array.from({ length: 1000 }, (_, i) => i);
      for (const before of [[5], crowd]) {
        const places = [...before, before.at(-1)! + 1 + gap];
        const decoded = decodePositions(encodePositions(bitsAt(places)), (1 << 23) + 200)!;
        expect([...decoded.places[lane.acSign]!]).toEqual(places);
      }
    },
  );

  test('of a level without candidates are no bytes at all', () => {
    expect(encodePositions(new LevelCandidates()).length).toBe(0);
    const decoded = decodePositions(new Uint8Array(0), 2048)!;
    expect([decoded.places.length, decoded.widths.length]).toEqual([LANES, LANES - BIT_LANES]);
    expect(decoded.places.every((places) => places.length === 0)).toBe(true);
  });

  test('of a full lane come back, and what finds no room in it is left out', () => {
    const level = bitsAt(Array.from({ length: MOST_IN_LANE + 3 }, (_, i) => 3 * i));
    const decoded = decodePositions(encodePositions(level), MOST_IN_LANE)!;
    expect(decoded.places[lane.acSign]!.length).toBe(MOST_IN_LANE);
    expect(decoded.places[lane.acSign]!.at(-1)).toBe(3 * (MOST_IN_LANE - 1));
  });

  test('that lead out of the block are refused: a bit behind its end, or the last bits of a differential', () => {
    const inside = encodePositions(bitsAt([0, 799]));
    const outside = encodePositions(bitsAt([0, 800]));
    expect([decodePositions(inside, 100) === null, decodePositions(outside, 100)]).toEqual([
      false,
      null,
    ]);
    const wide = (position: number) => {
      const level = new LevelCandidates();
      level.lane(lane.dcRed).addDifferential(position, 11, true, 0, 0);
      return decodePositions(encodePositions(level), 100);
    };
    expect([wide(800 - 11) === null, wide(800 - 10)]).toEqual([false, null]);
  });

  test('with a width that is none are refused', () => {
    const level = new LevelCandidates();
    level.lane(lane.dcLuma).addDifferential(0, 5, true, 0, 0);
    const bytes = encodePositions(level);
    // A gap of 0 in a code of order 0 is one bit; then come the flag and four bits of width.
    const kindAt = 3 * LANES + 2;
    expect(bytes[kindAt]).toBe(0b1_1_0101_00);
    const refused = Array.from({ length: 16 }, (_, width) => width).filter((width) => {
      const changed = Uint8Array.from(bytes);
      changed[kindAt] = 0b1100_0000 | (width << 2);
      return decodePositions(changed, 20_000) === null;
    });
    expect(refused).toEqual([0, 12, 13, 14, 15]);
  });

  test('are never read past their end, nor believed out of the block, whatever their bytes', () => {
    const [block] = fc
      .sample(anyBlock, { seed: 61, numRuns: 20 })
      .filter(({ candidates }) => candidates.distributor.stretches.length > 1);
    const good = encodePositions(block!.candidates.distributor);
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 5 });
    const lengths = fc.nat(good.length);
    const survives = (bytes: Uint8Array, length: number) => {
      const decoded = decodePositions(bytes, length);
      if (decoded === null) return;
      for (const [number, places] of decoded.places.entries()) {
        const widths = decoded.widths[number - BIT_LANES];
        for (const [i, at] of places.entries()) {
          expect(at + (widths === undefined ? 1 : widths[i]! & 15)).toBeLessThanOrEqual(length * 8);
        }
      }
      for (const { pieces } of decoded.stretches) {
        for (const piece of pieces) expect(piece.offset + piece.length).toBeLessThanOrEqual(length);
      }
    };
    fc.assert(
      fc.property(changes, lengths, fc.uint8Array({ maxLength: 120 }), (places, cut, noise) => {
        const changed = Uint8Array.from(good);
        for (const [at, byte] of places) changed[at] = byte;
        for (const bytes of [changed, Uint8Array.from(good.subarray(0, cut)), noise]) {
          survives(bytes, block!.bytes.length);
          survives(bytes, 100);
        }
      }),
      { seed: 62, numRuns: 500 },
    );
    for (let cut = 1; cut < good.length - 3; cut += 7) {
      expect(
        decodePositions(Uint8Array.from(good.subarray(0, cut)), block!.bytes.length),
      ).toBeNull();
    }
    const longer = Buffer.concat([good, Buffer.alloc(4)]);
    expect(decodePositions(Uint8Array.from(longer), block!.bytes.length)).toBeNull();
  });
});
