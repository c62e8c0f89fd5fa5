import { expect, test } from 'vitest';
import {
  inMinutes,
  median,
  waitingTime,
  wholeWork,
  workTime,
} from '../../../../app/orders/waiting-time.ts';
import { milliseconds, minutes, seconds } from '../../../../app/foundation/units.ts';

const nothingMeasured = { fetch: null, write: null, verify: null, handling: null };

test('before anything was measured a full disc at eight times takes about twenty minutes', () => {
  const time = workTime(wholeWork(2_295_104), 8, nothingMeasured);
  expect(inMinutes(time)).toBe(20);
});

test('what the machine measured of itself replaces the guess', () => {
  const measured = { fetch: 1000, write: 500, verify: 250, handling: seconds(10) };
  expect(workTime(wholeWork(1000), 8, measured)).toBe(seconds(1 + 2 + 4 + 10));
});

test('work that is done is not counted again', () => {
  const measured = { fetch: 1000, write: 500, verify: 250, handling: seconds(10) };
  const rest = { fetchSectors: 0, writeSectors: 250, verifySectors: 1000, isHandled: true };
  expect(workTime(rest, 8, measured)).toBe(seconds(4.5));
});

test('an order waits for those before it, shared among the drives', () => {
  const five = minutes(5);
  expect(waitingTime(five, [], 2)).toBe(minutes(5));
  expect(waitingTime(five, [minutes(6)], 2)).toBe(minutes(5));
  expect(waitingTime(five, [minutes(6), minutes(4)], 2)).toBe(minutes(9));
  expect(waitingTime(five, [minutes(6), minutes(4)], 1)).toBe(minutes(15));
  expect(waitingTime(five, [], 0)).toBe(minutes(5));
});

test('a customer is told whole minutes, at least one', () => {
  expect([0, 1, 60_000, 60_001].map((time) => inMinutes(milliseconds(time)))).toEqual([1, 1, 1, 2]);
});

test('the middle of the measured is used, so that one bad disc moves nothing', () => {
  expect([median([]), median([5]), median([1, 900, 2])]).toEqual([null, 5, 2]);
});
