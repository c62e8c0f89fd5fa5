import { expect, test } from 'vitest';
import { parseBenchOptions } from '../../bench/bench-options.ts';

test('everything is measured where no part is named', () => {
  expect(parseBenchOptions([])).toEqual({
    parts: ['picture', 'attack', 'split', 'viewers'],
    json: false,
    quick: false,
    rounds: 5,
  });
});

test('a named part is measured alone, for a program to read if it asks', () => {
  expect(parseBenchOptions(['split', '--json', '--quick'])).toEqual({
    parts: ['split'],
    json: true,
    quick: true,
    rounds: 3,
  });
});

test.each([[['pictures']], [['--jsn']]])('%j is refused, and what there is is said', (args) => {
  expect(() => parseBenchOptions(args)).toThrow(
    expect.objectContaining({ code: 'BENCH_OPTIONS', message: expect.stringMatching(/picture/) }),
  );
});
