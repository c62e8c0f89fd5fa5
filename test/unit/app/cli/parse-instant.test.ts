import { expect, test } from 'vitest';
import { parseInstant } from '../../../../app/cli/licences/parse-instant.ts';

test.each([
  ['2026-12-24', '2026-12-24T00:00:00.000Z'],
  ['2026-12-24T20:00Z', '2026-12-24T20:00:00.000Z'],
  ['2026-12-24T20:00:30.5+01:00', '2026-12-24T19:00:30.500Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['none', 'none'],
])('%s is %s', (text, instant) => {
  expect(parseInstant(text)).toBe(instant);
});

test.each([
  'tomorrow',
  '2026-02-30',
  '2027-02-29T10:00Z',
  '2026-13-01',
  '2026-12-24T25:00Z',
  '2026-12-24T20:00',
  '24.12.2026',
  '',
])('%j is no instant', (text) => {
  expect(() => parseInstant(text)).toThrow('A day, or an instant with its zone');
});
