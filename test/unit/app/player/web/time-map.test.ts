import { expect, test } from 'vitest';
import { TimeMap } from '../../../../../app/player/web/time-map.ts';

/** Three blocks of a second in a first extent, two of half a second in a second one. */
const head = {
  blocks: 5,
  extents: [
    { offset: 1000, length: 300 },
    { offset: 5000, length: 200 },
  ],
  blockStart: (number: number) => number * 100,
  ticks: (number: number) => (number < 3 ? 90_000 : 45_000),
};

test('a moment of the film is found at the begin of its block', () => {
  const map = new TimeMap(head, { extents: head.extents });
  expect(map.seconds).toBe(4);
  expect([0, 0.9, 1, 2.5, 3.2, 3.5, 99].map((seconds) => map.placeAt(seconds))).toEqual([
    { byte: 0, seconds: 0 },
    { byte: 0, seconds: 0 },
    { byte: 100, seconds: 1 },
    { byte: 200, seconds: 2 },
    { byte: 300, seconds: 3 },
    { byte: 400, seconds: 3.5 },
    { byte: 400, seconds: 3.5 },
  ]);
});

test('a chapter that was rounded down a thousandth is not missed', () => {
  const map = new TimeMap(head, { extents: head.extents });
  expect(map.placeAt(1.999)).toEqual({ byte: 200, seconds: 2 });
});

test('blocks of another title count nothing', () => {
  const map = new TimeMap(head, { extents: [{ offset: 5000, length: 200 }] });
  expect([map.seconds, map.placeAt(0), map.placeAt(0.5)]).toEqual([
    1,
    { byte: 0, seconds: 0 },
    { byte: 100, seconds: 0.5 },
  ]);
});

test('a block without times is taken for half a second', () => {
  const map = new TimeMap({ ...head, ticks: () => 0 }, { extents: head.extents });
  expect(map.placeAt(1)).toEqual({ byte: 200, seconds: 1 });
});
