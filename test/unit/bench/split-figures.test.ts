import { expect, test } from 'vitest';
import type { TimedRun } from '../../bench/engine-process.ts';
import { figureOf, peaks, seekTimes, speedFigures, speeds } from '../../bench/split-figures.ts';

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
    { wallMs: 500, processorMs: 250, task },
    { wallMs: 2000, processorMs: 1000, task: null },
  ];
  expect([speeds(100e6, runs), peaks(runs), seekTimes(runs)]).toEqual([[200, 50], [80], [7]]);
});

test('a speed is told twice: by the clock, and by the time on a processor, beside its peers', () => {
  const run = (wallMs: number, processorMs: number): TimedRun => ({
    wallMs,
    processorMs,
    task: null,
  });
  const peer = { name: 'peer', runs: [run(100, 100)] };
  const figures = speedFigures('copying', 10e6, [run(200, 50)], [peer]);
  expect(figures.map(({ unit, value, peers }) => [unit, value, peers[0]?.ratio])).toEqual([
    ['MB/s', 50, 0.5],
    ['MB/cpu s', 200, 2],
  ]);
});
