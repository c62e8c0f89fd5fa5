import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LaneColumns } from '../../../../../app/split/candidate-columns.ts';
import { SliceColumns } from '../../../../../app/mpeg2/index.ts';
import { BlockOffers } from '../../../../../app/split/select/block-offers.ts';
import { BitOffers } from '../../../../../app/split/select/offer-columns.ts';
import { placeBits, placeDifferentials } from '../../../../../app/split/select/place-candidates.ts';
import { rankOf, RANKS } from '../../../../../app/split/select/rank.ts';

function placed(sizes: readonly number[], best: number, next: number): [number[], number[]] {
  const offers = new BitOffers();
  for (const [index, size] of sizes.entries()) offers.add(10 * index, rankOf(size));
  const lanes = [new LaneColumns(false), new LaneColumns(false)] as const;
  placeBits(
    offers,
    0,
    sizes.length,
    (bit) => bit + 5,
    { count: best, lane: lanes[0] },
    { count: next, lane: lanes[1] },
  );
  const sizesIn = (lane: LaneColumns) =>
    [...lane.positions.subarray(0, lane.count)].map((position) => sizes[(position - 5) / 10]!);
  return [sizesIn(lanes[0]), sizesIn(lanes[1])];
}

describe('the bits of a slice', () => {
  test('go by how much they change: the best to one level, the next to the other, each in their order', () => {
    expect(placed([5, 900, 40, 300, 7, 2000, 100], 2, 3)).toEqual([
      [900, 2000],
      [40, 300, 100],
    ]);
  });

  test('of one rank go by their order', () => {
    expect(placed([8, 8, 8, 8], 1, 2)).toEqual([[8], [8, 8]]);
  });

  test('are never in both levels, never too many, and none that is left out would change more', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 80 });
    fc.assert(
      fc.property(sizes, fc.nat(40), fc.nat(40), (all, best, next) => {
        const first = Math.min(best, all.length);
        const second = Math.min(next, all.length - first);
        const offers = new BitOffers();
        for (const [index, size] of all.entries()) offers.add(index, rankOf(size));
        const lanes = [new LaneColumns(false), new LaneColumns(false)] as const;
        placeBits(
          offers,
          0,
          all.length,
          (bit) => bit,
          { count: first, lane: lanes[0] },
          { count: second, lane: lanes[1] },
        );
        expect(lanes.map(({ count }) => count)).toEqual([first, second]);
        const chosen = lanes.map((lane) => [...lane.positions.subarray(0, lane.count)]);
        const taken = new Set(chosen.flat());
        expect(taken.size).toBe(first + second);
        const ranks = all.map(rankOf);
        const lowest = chosen.map((places) => Math.min(RANKS, ...places.map((i) => ranks[i]!)));
        const highestNext = Math.max(-1, ...chosen[1]!.map((i) => ranks[i]!));
        const highestLeft = Math.max(-1, ...ranks.filter((_, i) => !taken.has(i)));
        expect(lowest[0]).toBeGreaterThanOrEqual(highestNext);
        expect(Math.min(...lowest)).toBeGreaterThanOrEqual(taken.size === 0 ? 0 : highestLeft);
      }),
    );
  });
});

test('ranks rise with sizes, and tell sizes apart that differ by a fifteenth', () => {
  const sizes = Array.from({ length: 2000 }, (_, i) => Math.round(1.01 ** i)).filter(
    (size) => size < 2 ** 27,
  );
  const ranks = sizes.map(rankOf);
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(ranks.at(-1)).toBeLessThan(RANKS);
  expect(rankOf(1070)).toBeGreaterThan(rankOf(1000));
});

/** A slice of a P picture: differentials of luma of these sizes, 20 bits apart; a reset before those that are marked. */
function differentials(sizes: readonly number[], resets: readonly number[]): BlockOffers {
  const columns = new SliceColumns();
  columns.codingType = 2;
  columns.dcMaximum = 255;
  columns.dcCount = sizes.length;
  for (const [index, size] of sizes.entries()) {
    columns.dcPosition[index] = 20 * index;
    columns.dcSize[index] = size;
    columns.dcLevel[index] = 100;
    columns.dcStart[index] = index === 0 || resets.includes(index) ? 1 : 0;
  }
  const offers = new BlockOffers();
  offers.add(columns);
  return offers;
}

function chosen(offers: BlockOffers, count: number, placeOf: (bit: number) => number) {
  const lane = new LaneColumns(true);
  const columns = offers.differentials[0]!;
  placeDifferentials(offers, 0, 0, columns, 0, columns.count, placeOf, count, lane);
  return Array.from({ length: lane.count }, (_, i) => [lane.positions[i], lane.starts[i]]);
}

describe('the differentials of a slice', () => {
  test('are the widest, and of the narrowest that are taken the first; the first of each chain begins it', () => {
    const offers = differentials([2, 5, 3, 1, 6, 3, 1], [3]);
    expect(chosen(offers, 3, (bit) => bit)).toEqual([
      [20, 1],
      [40, 0],
      [80, 1],
    ]);
  });

  test('that a packet header cuts are left out, and the next begins the chain', () => {
    const offers = differentials([5, 5, 5], []);
    // A header of ten bytes stands behind the second bit of the first.
    expect(chosen(offers, 3, (bit) => (bit < 2 ? bit : bit + 80))).toEqual([
      [100, 1],
      [120, 0],
    ]);
  });
});
