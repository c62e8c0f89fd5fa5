import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  kioskParts,
  partsDiscId,
  partsOrderId,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
beforeEach(() => {
  parts = kioskParts();
});
afterEach(() => {
  parts.records.db.close();
});

function kept() {
  const { slots, stock } = parts.records;
  return {
    blanks: stock.countReserved('blank'),
    sheets: stock.countReserved('sheet'),
    slot: slots.find(1)?.is,
  };
}

describe('what is kept for an order', () => {
  test('is a blank, a sheet and its slot', () => {
    parts.place();
    expect(kept()).toEqual({ blanks: 1, sheets: 1, slot: 'reserved' });
  });

  test('whose disc was lost before its way to the slot is nothing: the slot is free for others', () => {
    parts.placeProducing();
    parts.desk.happen(partsOrderId, { is: 'discLost', discId: null });
    expect(parts.at()).toBe('suspect');
    expect(kept()).toEqual({ blanks: 0, sheets: 0, slot: 'empty' });
  });

  test('whose disc may have come to its slot is that slot alone, blocked', () => {
    parts.placeProducing();
    const { clock, desk, records } = parts;
    records.acts.begin({
      kind: 'stage.started',
      orderId: partsOrderId,
      discId: null,
      bootId: 'boot',
      intent: {},
      at: new Date(clock.now()).toISOString(),
    });
    desk.happen(partsOrderId, { is: 'discLost', discId: null });
    expect(parts.at()).toBe('suspect');
    expect(kept()).toEqual({ blanks: 0, sheets: 0, slot: 'blocked' });
  });

  test('whose jacket was refused, with its disc in the slot, is that slot alone', () => {
    parts.placeProducing();
    const { clock, desk, records } = parts;
    const time = new Date(clock.now()).toISOString();
    records.slots.update(1, { is: 'occupied', orderId: partsOrderId, discId: partsDiscId }, time);
    desk.happen(partsOrderId, { is: 'discPicked', discId: partsDiscId });
    desk.happen(partsOrderId, { is: 'discVerified', discId: partsDiscId });
    desk.happen(partsOrderId, { is: 'discStaged', discId: partsDiscId });
    for (let tries = 1; parts.at() === 'producing' && tries < 10; tries += 1) {
      desk.happen(partsOrderId, { is: 'jacketStopped' });
      desk.happen(partsOrderId, { is: 'printerReady' });
    }
    expect(parts.at()).toBe('failed');
    expect(kept()).toEqual({ blanks: 0, sheets: 0, slot: 'occupied' });
  });

  test('that failed without a disc is nothing', () => {
    parts.place();
    parts.desk.happen(partsOrderId, { is: 'registered' });
    parts.desk.happen(partsOrderId, { is: 'streamFailed', reason: 'stream-failed' });
    expect(kept()).toEqual({ blanks: 0, sheets: 0, slot: 'empty' });
  });
});

test('an end that cannot be recorded is told, and ends nothing else', async () => {
  const failures: unknown[] = [];
  const { desk, records } = parts;
  desk.reportFailuresTo((error) => failures.push(error));
  desk.performWith(() => {
    records.db.pragma('query_only = 1');
    return Promise.resolve();
  });
  parts.place();
  await expect.poll(() => failures).toMatchObject([{ code: 'SQLITE_READONLY' }]);
  expect(() => desk.happen(partsOrderId, { is: 'registered' })).toThrow(/readonly/);
  expect([failures.length, parts.at()]).toEqual([2, 'placed']);
});
