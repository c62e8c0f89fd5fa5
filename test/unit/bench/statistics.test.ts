import { expect, test } from 'vitest';
import { mean, median, percentile } from '../../bench/statistics.ts';

test('the median is the middle value, whatever the order and however far off the others are', () => {
  expect([median([9, 1, 5]), median([1000, 2, 3, 1, 4]), median([7])]).toEqual([5, 3, 7]);
});

test('the median of an even count lies between the two in the middle', () => {
  expect(median([10, 1, 4, 2])).toBe(3);
});

test('numbers are sorted as numbers, not as words, and are left as they were', () => {
  const values = [10, 9, 100];
  expect([median(values), percentile(values, 100), values]).toEqual([10, 100, [10, 9, 100]]);
});

test('a percentile is the smallest value that so many do not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([95, 95.5, 100, 1].map((percent) => percentile(hundred, percent))).toEqual([
    95, 96, 100, 1,
  ]);
});

test('the mean weighs all alike', () => {
  expect(mean([1, 2, 6])).toBe(3);
});

test('nothing has neither median nor mean nor percentile', () => {
  expect([median([]), mean([]), percentile([], 95)]).toEqual([NaN, NaN, NaN]);
});
