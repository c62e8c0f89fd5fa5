import { expect, test } from 'vitest';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { kioskRecords } from '../../../../../app/kiosk/controller/records/kiosk-records.ts';
import { ActRunner } from '../../../../../app/kiosk/controller/workflow/act-runner.ts';
import { OrderDesk } from '../../../../../app/kiosk/controller/workflow/order-desk.ts';
import { standardOrderRules } from '../../../../../app/orders/order-rules.ts';
import { openKioskDatabase } from '../../../../../db/kiosk/open-kiosk-database.ts';
import { partsOrderId, partsTitle } from '../../../../support/kiosk-parts.ts';

test('every commit is told of before and after it, and every step of a device, with what it is', async () => {
  const passed: string[] = [];
  const db = openKioskDatabase(':memory:');
  const records = kioskRecords(db, (boundary) => void passed.push(boundary));
  const clock = new ManualClock();
  const desk = new OrderDesk(records, clock, standardOrderRules, silentLogger);
  const acts = new ActRunner(records, clock, 'boot', new AbortController().signal);
  records.slots.ensure(1, { is: 'empty' }, '2026-01-01T12:00:00.000Z');
  const order = {
    orderId: partsOrderId,
    code: 'AAAA-AAAA',
    title: partsTitle,
    userId: 'u_1234567890',
  };
  desk.place({ ...order, slot: 1, distributorId: 'DIST1', requestKey: 'key', language: 'fr' });
  await Promise.resolve();
  const work = () => Promise.resolve(passed.push('the device moves'));
  const act = { kind: 'print.started', orderId: partsOrderId, discId: null, intent: {} } as const;
  await acts.run(act, work, () => ({}));
  expect(passed).toEqual([
    'commit:before insert slots',
    'commit:after insert slots',
    'commit:before order placed',
    'commit:after order placed',
    'commit:before update effects',
    'commit:after update effects',
    'commit:before begin print.started',
    'commit:after begin print.started',
    'act:before print.started',
    'the device moves',
    'act:after print.started',
    'commit:before end print.started',
    'commit:after end print.started',
  ]);
});
