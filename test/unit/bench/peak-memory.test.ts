import { expect, test } from 'vitest';
import { parsePeak, peakMemory } from '../../bench/peak-memory.ts';

test('the peak is the high water mark of the status of the process, in bytes', () => {
  const status = 'Name:\tnode\nVmPeak:\t  999999 kB\nVmHWM:\t   81204 kB\nVmRSS:\t   60000 kB\n';
  expect(parsePeak(status)).toBe(81_204 * 1024);
});

test('a system without such a status is told apart, and is asked in another way', () => {
  expect(parsePeak('')).toBeNull();
  expect(peakMemory()).toBeGreaterThan(10e6);
});
