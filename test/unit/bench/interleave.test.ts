import { expect, test } from 'vitest';
import { interleave } from '../../bench/interleave.ts';

test('cases take turns, each round begun by another, and keep the order of their results', async () => {
  const calls: string[] = [];
  const run = (name: string) => async () => calls.push(name);
  const results = await interleave({ a: run('a'), b: run('b'), c: run('c') }, 3);
  expect(calls.join('')).toBe('abcbcacab');
  expect(results).toEqual({ a: [1, 6, 8], b: [2, 4, 9], c: [3, 5, 7] });
});

test('a case that cannot be run has no results and holds up nobody', async () => {
  expect(await interleave({ here: async () => 1, missing: null }, 2)).toEqual({
    here: [1, 1],
    missing: [],
  });
});
