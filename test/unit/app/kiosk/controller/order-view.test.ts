import { afterEach, beforeEach, expect, test } from 'vitest';
import { minutes } from '../../../../../app/foundation/units.ts';
import { orderView } from '../../../../../app/kiosk/controller/sessions/order-view.ts';
import { LiveProgress } from '../../../../../app/kiosk/controller/workflow/live-progress.ts';
import { freePayment } from '../../../../../app/orders/payment-state.ts';
import {
  kioskParts,
  partsOrderId,
  partsStream,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
beforeEach(() => {
  parts = kioskParts();
});
afterEach(() => {
  parts.records.db.close();
});

function readyAt(canBegin: boolean, isBankReachable = true): string | null {
  const { clock, desk } = parts;
  const estimate = { timeTo: () => minutes(7) };
  const progress = new LiveProgress();
  const free = { payment: freePayment, prompt: '', pickUpCode: null, isBankReachable };
  const order = desk.get(partsOrderId);
  return orderView(order, { ...free, progress, estimate, canBegin, clock }).readyAt;
}

const inSevenMinutes = () => new Date(parts.clock.now() + minutes(7)).toISOString();

test('a waiting order is promised a time where a disc can be begun, and none where it cannot', () => {
  parts.place();
  parts.desk.happen(partsOrderId, { is: 'registered' });
  parts.desk.happen(partsOrderId, { is: 'streamDescribed', stream: partsStream });
  parts.desk.happen(partsOrderId, { is: 'streamReady' });
  expect([readyAt(true), readyAt(false)]).toEqual([inSevenMinutes(), null]);
});

test('an order whose disc is being made keeps its time, whatever the next one needs', () => {
  parts.placeProducing();
  expect(readyAt(false)).toBe(inSevenMinutes());
});
