import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import { BIT_LANES, LANES, type Level, levels } from '../../../../app/split/lanes.ts';
import { collectLevel, type LevelCounts, putBackLevel } from '../../../../app/split/level-bits.ts';
import { drawsOf } from '../../../../app/split/level-keys.ts';
import type { LevelPositions } from '../../../../app/split/level-positions.ts';
import { anyBlock, type AnyBlock, bitsAt, storedOf } from '../../../support/engine-candidates.ts';

const aSlotKey = fc.uint8Array({ minLength: 16, maxLength: 16 });
const noCounts = (): LevelCounts => ({
  lanes: new Float64Array(LANES),
  bits: 0,
  stretches: 0,
  stretchBytes: 0,
});

/** The same, bit by bit: what is drawn of each lane, first bit first, and the drawn stretches. */
function collectSlowly(block: Uint8Array, positions: LevelPositions, draws: Uint8Array) {
  let text = '';
  let drawsAt = 0;
  const counts = noCounts();
  for (const [number, places] of positions.places.entries()) {
    for (const [entry, at] of places.entries()) {
      if (bitsAt(draws, drawsAt * 8 + entry, 1) === 0) continue;
      const width = (positions.widths[number - BIT_LANES]?.[entry] ?? 1) & 15;
      text += bitsAt(block, at, width).toString(2).padStart(width, '0');
      counts.lanes[number]!++;
    }
    drawsAt += Math.ceil(places.length / 8);
  }
  counts.bits = text.length;
  const bytes: number[] = (text.match(/.{1,8}/g) ?? []).map((byte) =>
    Number.parseInt(byte.padEnd(8, '0'), 2),
  );
  for (const [row, { pieces }] of positions.stretches.entries()) {
    if (bitsAt(draws, (drawsAt + 2 * row) * 8, 16) > 19_660) continue;
    counts.stretches++;
    for (const { offset, length } of pieces) {
      bytes.push(...block.subarray(offset, offset + length));
      counts.stretchBytes += length;
    }
  }
  return { bytes: Uint8Array.from(bytes), counts };
}

function positionsIn(block: AnyBlock, level: Level): LevelPositions {
  return storedOf(block)[level].positions;
}

describe('the original bits of a level', () => {
  test('are those of the drawn candidates, lane by lane, then those of the drawn stretches; and they are counted', () => {
    fc.assert(
      fc.property(anyBlock, aSlotKey, (block, key) => {
        for (const level of levels) {
          const positions = positionsIn(block, level);
          const draws = drawsOf(key, positions);
          const counts = noCounts();
          const bits = collectLevel(block.bytes, positions, draws, counts);
          const slowly = collectSlowly(block.bytes, positions, draws);
          expect(Buffer.compare(bits, slowly.bytes)).toBe(0);
          expect(counts).toEqual(slowly.counts);
        }
      }),
      { seed: 80, numRuns: 60 },
    );
  });

  test('make the block what it was, whatever stands in the drawn places by then', () => {
    fc.assert(
      fc.property(anyBlock, aSlotKey, fc.nat(), fc.nat(5), (block, key, seed, before) => {
        for (const [number, level] of levels.entries()) {
          const positions = positionsIn(block, level);
          const draws = drawsOf(key, positions);
          const bits = collectLevel(block.bytes, positions, draws, noCounts());
          // Other bytes wherever this level has candidates, drawn or not: what is not drawn is not the originals' to mend.
          const noise = seededRandomness(`noise ${seed}`).bytes(block.bytes.length);
          const disc = Uint8Array.from(block.bytes);
          putBackLevel(disc, positions, draws, noise.slice(0, bits.length + 3), 0, bits.length);
          const stray = block.owners.findIndex(
            (owner, bit) =>
              owner !== number + 1 &&
              (((disc[bit >>> 3]! ^ block.bytes[bit >>> 3]!) >>> (7 - (bit & 7))) & 1) === 1,
          );
          expect(stray).toBe(-1);
          const packed = new Uint8Array(before + bits.length + 3);
          packed.set(bits, before);
          const end = before + bits.length;
          expect(putBackLevel(disc, positions, draws, packed, before, end)).toBe(end);
          expect(Buffer.compare(disc, block.bytes)).toBe(0);
        }
      }),
      { seed: 81, numRuns: 25 },
    );
  });

  test('are refused if there are too few of them: by a bit of a lane, or a byte of a stretch', () => {
    const [bitsOnly] = fc.sample(
      anyBlock.filter(
        ({ candidates: { order } }) => !order.isEmpty && order.stretches.length === 0,
      ),
      { seed: 82, numRuns: 1 },
    );
    const [withStretches] = fc.sample(
      anyBlock.filter(({ candidates: { order } }) => order.stretches.length > 3),
      { seed: 83, numRuns: 1 },
    );
    for (const block of [bitsOnly!, withStretches!]) {
      const positions = positionsIn(block, 'order');
      const draws = drawsOf(new Uint8Array(16).fill(4), positions);
      const bits = collectLevel(block.bytes, positions, draws, noCounts());
      expect(bits.length).toBeGreaterThan(0);
      const packed = new Uint8Array(bits.length + 3);
      packed.set(bits);
      for (let end = 0; end <= bits.length; end++) {
        const at = putBackLevel(Uint8Array.from(block.bytes), positions, draws, packed, 0, end);
        expect(at).toBe(end === bits.length ? end : -1);
      }
    }
  });
});
