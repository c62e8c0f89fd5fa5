import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { setTitle } from '../../../../../app/bank/ingest/poster.ts';

test('a short title is set large, a long one smaller and in more lines', () => {
  expect(setTitle('Aurora')).toEqual({ lines: ['Aurora'], size: 104 });
  expect(setTitle('Big Buck Bunny').lines).toEqual(['Big Buck', 'Bunny']);
  const long = setTitle('The Incredibly Long Story of a Disc That Was Burned Twice');
  expect(long.size).toBeLessThan(104);
  expect(long.lines.join(' ')).toBe('The Incredibly Long Story of a Disc That Was Burned Twice');
});

test('any title fits the poster', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 120 }), (title) => {
      const { lines, size } = setTitle(title);
      expect(lines.length).toBeLessThanOrEqual(4);
      for (const line of lines) expect(line.length * size * 0.61).toBeLessThanOrEqual(680);
    }),
    { seed: 20_261_120 },
  );
});
