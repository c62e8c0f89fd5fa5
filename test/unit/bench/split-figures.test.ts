import { expect, test } from 'vitest';
import type { TimedRun } from '../../bench/engine-process.ts';
import { figureOf, peaks, seekTimes, speeds } from '../../bench/split-figures.ts';

test('a figure is a median with its spread, beside the medians of its peers', () => {
  const slow = { name: 'slow', values: [10, 30, 20] };
  const fast = { name: 'fast', values: [80] };
  expect(figureOf('copying', 'MB/s', [50, 40, 10], [slow, fast])).toEqual({
    name: 'copying',
    unit: 'MB/s',
    value: 40,
    lowest: 10,
    highest: 50,
    runs: 3,
    peers: [
      { name: 'slow', value: 20, ratio: 2 },
      { name: 'fast', value: 80, ratio: 0.5 },
    ],
  });
});

test('a peer that is not installed is left out', () => {
  expect(figureOf('copying', 'MB/s', [1], [{ name: 'absent', values: [] }]).peers).toEqual([]);
});

test('runs become MB a second, MB of memory, and milliseconds to the bytes asked for', () => {
  const task = { peakBytes: 80e6, openMs: 3, readMs: 4 };
  const runs: TimedRun[] = [
    { wallMs: 500, task },
    { wallMs: 2000, task: null },
  ];
  expect([speeds(100e6, runs), peaks(runs), seekTimes(runs)]).toEqual([[200, 50], [80], [7]]);
});
