import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../../../../../app/contracts/staff.ts';
import { milliseconds } from '../../../../../../app/foundation/units.ts';
import { OrderDecisions } from '../../../../../../app/kiosk/controller/maintenance/orders/order-decisions.ts';
import { changeSlot } from '../../../../../../app/kiosk/controller/records/kiosk-records.ts';
import { Lock } from '../../../../../../app/kiosk/controller/workflow/lock.ts';
import {
  kioskParts,
  partsDiscId,
  partsOrderId,
  partsTitle,
  type KioskParts,
} from '../../../../../support/kiosk-parts.ts';

const at = '2026-01-01T12:00:00.000Z';
const otherId = 'B'.repeat(20);
const actor: Actor = { staffId: null, name: 'owner', rights: [] };
const reason = 'The customer stood there';

let parts: KioskParts;
let decisions: OrderDecisions;
beforeEach(() => {
  parts = kioskParts();
  const gate = {
    readState: () => Promise.resolve({ slots: [{ shutter: 'closed', item: 'present' }] }),
  };
  decisions = new OrderDecisions({
    ...parts,
    machine: { gate } as never,
    watch: {} as never,
    gateLock: new Lock(),
    schedule: () => {},
    signal: parts.stop.signal,
  });
  parts.placePresenting();
  parts.desk.happen(partsOrderId, { is: 'outcomeUnknown' });
});
afterEach(() => parts.records.db.close());

const resume = () =>
  decisions.handlers['resume-order']({ act: 'resume-order', orderId: partsOrderId }, actor);

/** Staff say that the slot is empty; then another order's disc comes to lie in it. */
function serveAnother(): void {
  const { desk, records } = parts;
  changeSlot(records, 1, { is: 'cleared' }, at);
  const order = { orderId: otherId, code: 'BBBB-BBBB', title: partsTitle, slot: 1 };
  const userId = 'u_9876543210';
  desk.place({ ...order, userId, distributorId: 'DIST1', requestKey: 'other', language: 'fr' });
  changeSlot(records, 1, { is: 'filled', orderId: otherId, discId: 'd_other-disc' }, at);
}

describe('a doubtful order whose disc a person sees in its slot', () => {
  test('is ready again', async () => {
    await resume();
    expect([parts.at(), parts.records.slots.find(1)]).toEqual([
      'ready',
      { is: 'occupied', orderId: partsOrderId, discId: partsDiscId },
    ]);
  });

  test('gets no disc of another order, which its slot has come to serve since', async () => {
    serveAnother();
    await expect(resume()).rejects.toMatchObject({ code: 'SLOT_UNPROVEN' });
    expect([parts.at(), parts.records.slots.find(1)]).toEqual([
      'suspect',
      { is: 'occupied', orderId: otherId, discId: 'd_other-disc' },
    ]);
  });

  test('gets none either where the disc of that other order is in doubt there, too', async () => {
    serveAnother();
    parts.clock.advance(milliseconds(1));
    parts.desk.happen(otherId, { is: 'recordsRestored' });
    changeSlot(parts.records, 1, { is: 'blocked', reason: 'suspect in presenting' }, at);
    await expect(resume()).rejects.toMatchObject({ code: 'SLOT_UNPROVEN' });
  });

  test('is handed out by hand though the disc of another order lies in its slot, which stays', async () => {
    serveAnother();
    const handOut = { act: 'hand-out-order', orderId: partsOrderId, reason } as const;
    await decisions.handlers['hand-out-order'](handOut, actor);
    expect([parts.at(), parts.records.slots.find(1)]).toEqual([
      'fulfilled',
      { is: 'occupied', orderId: otherId, discId: 'd_other-disc' },
    ]);
  });
});
