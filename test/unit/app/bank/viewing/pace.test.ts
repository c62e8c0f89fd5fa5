import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeliveredTime } from '../../../../../app/bank/viewing/delivered-time.ts';
import { Pace } from '../../../../../app/bank/viewing/pace.ts';
import { playingTimeOf } from '../../../../../app/bank/viewing/playing-time.ts';

const SECOND = 90_000;

describe('the pace of a viewing', () => {
  test('lets 20 seconds of film go at once, then a second a second', () => {
    const pace = new Pace(1000);
    const waits = Array.from({ length: 22 }, (_, second) => {
      const wait = pace.waitFor(SECOND, 1000 + (second === 21 ? 1000 : 0));
      if (wait === 0) pace.take(SECOND, 1000 + (second === 21 ? 1000 : 0));
      return wait;
    });
    expect(waits).toEqual([...Array.from({ length: 20 }, () => 0), 1000, 0]);
  });

  test('says in whole milliseconds when a block may go, and not a moment too early', () => {
    const pace = new Pace(0);
    for (let second = 0; second < 20; second++) pace.take(SECOND, 0);
    const wait = pace.waitFor(SECOND / 3 + 1, 0);
    expect([
      wait,
      pace.waitFor(SECOND / 3 + 1, wait - 1),
      pace.waitFor(SECOND / 3 + 1, wait),
    ]).toEqual([334, 1, 0]);
  });

  test('saves no more than 20 seconds for later', () => {
    const pace = new Pace(0);
    for (let second = 0; second < 20; second++) pace.take(SECOND, 0);
    expect(pace.isFull(19_999)).toBe(false);
    expect(pace.isFull(20_000)).toBe(true);
    for (let second = 0; second < 20; second++) pace.take(SECOND, 3_600_000);
    expect(pace.waitFor(SECOND, 3_600_000)).toBe(1000);
  });

  test('lets a block that is longer than the look-ahead go when the bucket is full', () => {
    const pace = new Pace(0);
    expect(pace.waitFor(60 * SECOND, 0)).toBe(0);
    pace.take(60 * SECOND, 0);
    expect(pace.waitFor(60 * SECOND, 5000)).toBe(15_000);
  });

  test('never lets more go than the time since the begin and the look-ahead', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3000), fc.integer({ min: 1, max: 2 * SECOND })), {
          maxLength: 200,
        }),
        (asked) => {
          const pace = new Pace(0);
          let now = 0;
          let given = 0;
          for (const [span, ticks] of asked) {
            now += span;
            if (pace.waitFor(ticks, now) > 0) continue;
            pace.take(ticks, now);
            given += ticks;
            expect(given).toBeLessThanOrEqual(20 * SECOND + now * 90);
          }
        },
      ),
      { numRuns: 100, seed: 4 },
    );
  });
});

describe('delivered time', () => {
  test('counts a block once', () => {
    const delivered = new DeliveredTime(17);
    for (const block of [0, 16, 0, 8, 16]) delivered.add(block, block + 1);
    expect(delivered.ticks).toBe(1 + 17 + 9);
  });

  test('counts nothing that is not in the film', () => {
    const delivered = new DeliveredTime(8);
    delivered.add(8, 5);
    expect(delivered.ticks).toBe(0);
  });

  test('is the sum of distinct blocks, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99)), (blocks) => {
        const delivered = new DeliveredTime(100);
        for (const block of blocks) delivered.add(block, block);
        const distinct = [...new Set(blocks)];
        expect(delivered.ticks).toBe(distinct.reduce((sum, block) => sum + block, 0));
      }),
      { seed: 5 },
    );
  });
});

describe('playing time', () => {
  test('is what the film says of its blocks; one without time is paced like others, and counts nothing', () => {
    const ticks = (block: number) => [40_000, 0, 50_000][block] ?? 0;
    const time = playingTimeOf({ blocks: 3, ticks, totalTicks: 90_000 });
    expect([0, 1, 2].map((block) => [time.paced(block), time.counted(block)])).toEqual([
      [40_000, 40_000],
      [45_000, 0],
      [50_000, 50_000],
    ]);
    expect(time.total).toBe(90_000);
  });

  test('of a film without any times is half a second a block', () => {
    const time = playingTimeOf({ blocks: 3, ticks: () => 0, totalTicks: 0 });
    expect([time.paced(1), time.counted(1), time.total]).toEqual([45_000, 45_000, 135_000]);
  });
});
