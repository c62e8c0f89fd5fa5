import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minutes } from '../../../../../app/foundation/units.ts';
import {
  endLongSuspects,
  settleSuspect,
} from '../../../../../app/kiosk/controller/workflow/settle-suspect.ts';
import {
  kioskParts,
  partsDiscId,
  partsOrderId,
  partsTitle,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

const FORTNIGHT = minutes(14 * 24 * 60);

let parts: KioskParts;
beforeEach(() => {
  parts = kioskParts();
  parts.placePresenting();
  parts.desk.happen(partsOrderId, { is: 'outcomeUnknown' });
});
afterEach(() => {
  parts.records.db.close();
});

function settlements(): unknown[] {
  const rows = parts.records.db
    .prepare(`SELECT detail FROM events WHERE kind = 'order.settled'`)
    .all() as { detail: string }[];
  return rows.map(({ detail }) => JSON.parse(detail) as unknown);
}

describe('an order in doubt', () => {
  test('is settled once: whoever comes second is refused, and the first word stands', () => {
    const first = settleSuspect(parts, partsOrderId, 'withCustomer', { through: 'playback' });
    const second = settleSuspect(parts, partsOrderId, 'inMachine', { through: 'staff', by: '12' });
    expect([first.refusal, second.refusal, parts.at()]).toEqual([
      null,
      'ORDER_SETTLED',
      'fulfilled',
    ]);
    expect(settlements()).toEqual([
      {
        through: 'playback',
        by: null,
        disc: 'withCustomer',
        outcome: 'fulfilled',
        was: 'presenting',
      },
    ]);
  });

  test('is settled by a person, whose name stands in the events and with the disc', () => {
    settleSuspect(parts, partsOrderId, 'inMachine', { through: 'staff', by: '12' });
    expect([parts.at(), parts.records.discs.get(partsDiscId).state]).toEqual([
      'failed',
      { at: 'retained' },
    ]);
    expect(settlements()).toMatchObject([{ through: 'staff', by: '12', outcome: 'failed' }]);
  });

  test('ends after a fortnight, not before, and its disc stays where nobody knows', () => {
    parts.clock.advance(minutes(FORTNIGHT / 60_000 - 1));
    endLongSuspects(parts, FORTNIGHT);
    expect(parts.at()).toBe('suspect');
    parts.clock.advance(minutes(1));
    endLongSuspects(parts, FORTNIGHT);
    expect([parts.at(), parts.records.discs.get(partsDiscId).place]).toEqual(['failed', 'unknown']);
    expect(settlements()).toMatchObject([{ through: 'timeLimit', disc: 'notFound' }]);
  });

  test('ends though another, older one cannot be ended', () => {
    const { clock, desk, records } = parts;
    const code = 'BBBB-BBBB';
    const order = { orderId: 'B'.repeat(20), code, title: partsTitle, userId: 'u_9876543210' };
    desk.place({ ...order, slot: 2, distributorId: 'DIST1', requestKey: 'b', language: 'fr' });
    desk.happen(order.orderId, { is: 'recordsRestored' });
    clock.advance(FORTNIGHT);
    records.db
      .exec(`CREATE TRIGGER full BEFORE UPDATE ON orders WHEN OLD.order_id = '${partsOrderId}'
      BEGIN SELECT RAISE(ABORT, 'no'); END`);
    expect(() => endLongSuspects(parts, FORTNIGHT)).toThrow('no');
    expect([parts.at(), desk.get(order.orderId).state.at]).toEqual(['suspect', 'failed']);
  });
});
