import { expect, test } from 'vitest';
import { idleLimits, idlePhase } from '../../../../../../app/kiosk/screens/flow/idle.ts';
import type { Place } from '../../../../../../app/kiosk/screens/flow/place.ts';
import { scriptedOrder, scriptedOrderId } from '../../../../../support/screen-script.ts';

const catalogue: Place = { at: 'catalogue' };

test('who browses is asked after 60 seconds, and has 20 to answer', () => {
  const limits = idleLimits(catalogue, false, false)!;
  expect([59_999, 60_000, 79_500, 80_000].map((quietMs) => idlePhase(limits, quietMs))).toEqual([
    { is: 'active' },
    { is: 'asking', secondsLeft: 20 },
    { is: 'asking', secondsLeft: 1 },
    { is: 'over' },
  ]);
});

test('who types has 90 seconds', () => {
  expect(idleLimits(catalogue, true, false)).toEqual({ quietMs: 90_000, promptMs: 20_000 });
});

test('who uses an aid has three times as long', () => {
  expect(idleLimits(catalogue, false, true)).toEqual({ quietMs: 180_000, promptMs: 60_000 });
});

test('the end clears itself after 20 seconds without a question', () => {
  const limits = idleLimits({ at: 'done', order: scriptedOrder({}) }, false, false)!;
  expect([19_999, 20_000].map((quietMs) => idlePhase(limits, quietMs))).toEqual([
    { is: 'active' },
    { is: 'over' },
  ]);
});

test.each<Place>([
  { at: 'making', orderId: scriptedOrderId, isKnown: true },
  { at: 'take', orderId: scriptedOrderId, wasOpen: true },
  { at: 'attract' },
  { at: 'closed' },
  { at: 'starting' },
])('no timer runs at $at', (place) => {
  expect(idleLimits(place, false, false)).toBeNull();
});
