import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import {
  maintenanceDoorSchema,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
} from '../../../../../../app/contracts/maintenance-api.ts';
import { openKioskDatabaseForReading } from '../../../../../../db/kiosk/open-kiosk-database.ts';
import {
  kioskUnderTest,
  scriptedTitle,
  type KioskUnderTest,
} from '../../../../../support/kiosk-under-test.ts';

let kiosk: KioskUnderTest;
afterEach(() => kiosk.remove());

async function tell(act: MaintenanceAct) {
  const door = maintenanceDoorSchema.parse(
    JSON.parse(readFileSync(join(kiosk.dataFolder, 'maintenance.json'), 'utf8')),
  );
  const response = await fetch(new URL(maintenanceRoutes.acts, door.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(act),
  });
  const body: unknown = await response.json();
  expect(body).toMatchObject({ mode: expect.any(String) });
  return maintenanceViewSchema.parse(body);
}

test('a disc that was given after the copy is not given again: its order waits for a person', async () => {
  kiosk = await kioskUnderTest();
  const screen = await kiosk.identifiedScreen();
  const { orderId } = await screen.ask('placeOrder', {
    titleId: scriptedTitle.titleId,
    requestKey: '00000000-0000-4000-8000-000000000001',
    language: 'en',
  });
  const stateOf = () => screen.views.at(-1)?.session.orders[0]?.state;
  await expect.poll(stateOf, { timeout: 20_000 }).toBe('ready');
  const [copy] = (await tell({ act: 'back-up' })).keeping.copies;

  await screen.ask('identifyMember', { member: '100001', pin: '2468' });
  await screen.ask('collectOrder', { orderId });
  await expect.poll(stateOf, { timeout: 20_000 }).toBe('presenting');
  await screen.ask('simulate', { act: 'take-disc' });
  await expect.poll(stateOf, { timeout: 20_000 }).toBe('fulfilled');
  await vi.waitFor(() => expect(kiosk.bank.places.length).toBe(5), { timeout: 10_000 });

  await tell({ act: 'restore', name: copy?.name ?? '' });
  await kiosk.restart();

  const db = openKioskDatabaseForReading(join(kiosk.dataFolder, 'kiosk.sqlite'));
  const order = db.prepare('SELECT at FROM orders WHERE order_id = ?').pluck().get(orderId);
  const doubts = db
    .prepare(`SELECT count(*) FROM events WHERE kind = 'records.doubted'`)
    .pluck()
    .get();
  const taken = db
    .prepare(`SELECT count(*) FROM acts WHERE kind = 'present.started'`)
    .pluck()
    .get();
  db.close();
  expect({ order, doubts, taken }).toEqual({ order: 'suspect', doubts: 1, taken: 0 });
  const again = await kiosk.identifiedScreen();
  await expect(again.ask('collectOrder', { orderId })).rejects.toMatchObject({
    error: { code: 'ORDER_NOT_NOW' },
  });
  expect(kiosk.bank.starts.at(-1)).toMatchObject({ epoch: 2, restoredFrom: copy?.at });

  // A second start doubts nothing anew.
  await kiosk.restart();
  const after = openKioskDatabaseForReading(join(kiosk.dataFolder, 'kiosk.sqlite'));
  expect(
    after.prepare(`SELECT count(*) FROM events WHERE kind = 'records.doubted'`).pluck().get(),
  ).toBe(1);
  after.close();
  expect(kiosk.bank.starts.at(-1)).toMatchObject({ epoch: 2, restoredFrom: null });
});
