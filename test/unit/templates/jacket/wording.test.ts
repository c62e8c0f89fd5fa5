import { expect, it } from 'vitest';
import { printedDate, runningTime } from '../../../../templates/jacket/wording.ts';

it('prints a running time with seconds only where they matter', () => {
  expect([0.2, 30, 596, 599.6, 600, 1475, 3600, 5520].map(runningTime)).toEqual([
    '1 s',
    '30 s',
    '9 min 56 s',
    '10 min',
    '10 min',
    '25 min',
    '1 h',
    '1 h 32 min',
  ]);
});

it('prints the day of the burn in UTC, in the language of the jacket', () => {
  const lateEvening = new Date('2026-11-20T23:59:59.999Z');
  expect([printedDate('en', lateEvening), printedDate('fr', lateEvening)]).toEqual([
    '20 November 2026',
    '20 novembre 2026',
  ]);
});
