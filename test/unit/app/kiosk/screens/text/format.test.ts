import { expect, test } from 'vitest';
import {
  formatCount,
  formatDayTime,
  formatLength,
  formatMoney,
  minutesUntil,
} from '../../../../../../app/kiosk/screens/text/format.ts';

test('sectors are read in groups of three', () => {
  expect([formatCount(12), formatCount(1_204_332)]).toEqual(['12', '1\u202f204\u202f332']);
});

test('a length is told in the units a person would use', () => {
  expect([45, 60, 596, 4320].map(formatLength)).toEqual([
    '45\u00a0s',
    '1\u00a0min',
    '9\u00a0min 56\u00a0s',
    '1\u00a0h 12\u00a0min',
  ]);
});

test('what is almost there is still a minute away', () => {
  expect([minutesUntil(61_000, 0), minutesUntil(500, 0), minutesUntil(0, 500)]).toEqual([2, 1, 1]);
});

test('a day is named in the language of its reader', () => {
  const noon = Date.parse('2026-11-22T12:00:00.000Z');
  expect(formatDayTime(noon, 'en')).toMatch(/^Sunday \d\d:\d\d$/);
  expect(formatDayTime(noon, 'fr')).toMatch(/^dimanche \d\d:\d\d$/);
});

test('money is written as in the language of its reader, in units of its currency', () => {
  expect(formatMoney({ amount: 499, currency: 'EUR' }, 'en')).toBe('€4.99');
  expect(formatMoney({ amount: 499, currency: 'EUR' }, 'fr')).toBe('4,99\u00a0€');
  expect(formatMoney({ amount: 500, currency: 'JPY' }, 'en')).toBe('JP¥500');
});
