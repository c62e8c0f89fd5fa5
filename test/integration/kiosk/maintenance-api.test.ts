import { readFileSync, statSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  maintenanceDoorSchema,
  maintenanceFile,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
} from '../../../app/contracts/maintenance-api.ts';
import {
  kioskUnderTest,
  scriptedTitle,
  type KioskUnderTest,
} from '../../support/kiosk-under-test.ts';

let kiosk: KioskUnderTest;
afterEach(() => kiosk.remove());

const tokenPath = () => join(kiosk.dataFolder, maintenanceFile);

function ask(
  path: string,
  init: RequestInit = {},
  token = maintenanceDoorSchema.parse(JSON.parse(readFileSync(tokenPath(), 'utf8'))).token,
) {
  return fetch(`${kiosk.controller.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
}

async function view() {
  return maintenanceViewSchema.parse(await (await ask(maintenanceRoutes.view)).json());
}

async function tell(act: MaintenanceAct) {
  const response = await ask(maintenanceRoutes.acts, { method: 'POST', body: JSON.stringify(act) });
  const body: unknown = await response.json();
  if (response.ok) return maintenanceViewSchema.parse(body);
  return { status: response.status, code: (body as { code: string }).code };
}

describe('the maintenance API', () => {
  test('is open to whoever can read the file of its token, and to nobody else', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    expect(statSync(tokenPath()).mode & 0o777).toBe(0o600);
    const refused = [
      await fetch(`${kiosk.controller.url}${maintenanceRoutes.view}`),
      await ask(maintenanceRoutes.view, {}, 'x'.repeat(43)),
      await ask(
        maintenanceRoutes.acts,
        { method: 'POST', body: '{}' },
        kiosk.controller.issueToken(),
      ),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(await view()).toMatchObject({ mode: 'inService', robotFault: null, doubtfulOrders: [] });
    expect(
      (await ask(maintenanceRoutes.acts, { method: 'POST', body: '{"act":"x"}' })).status,
    ).toBe(400);
  });

  test('sets an order aside and to rights again: a dropped disc is found, and the robot works on', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    expect(await tell({ act: 'inject-fault', fault: 'robot.disc-dropped' })).toMatchObject({
      mode: 'inService',
    });
    const screen = await kiosk.identifiedScreen();
    const { orderId } = await screen.ask('placeOrder', {
      titleId: scriptedTitle.titleId,
      requestKey: randomUUID(),
      language: 'en',
    });
    await screen.until(({ session }) => session.orders.some(({ state }) => state === 'suspect'));
    expect(await view()).toMatchObject({
      ordersClosed: ['robot-fault', 'drive-fault'],
      robotFault: 'ROBOT_DISC_DROPPED',
      drivesOutOfUse: [{ drive: 1, reason: 'ROBOT_DISC_DROPPED' }],
      doubtfulOrders: [{ orderId, was: 'producing' }],
    });
    await tell({ act: 'return-to-work' });
    const settled = await tell({ act: 'settle-order', orderId, disc: 'inMachine' });
    expect(settled).toMatchObject({
      mode: 'inService',
      robotFault: null,
      drivesOutOfUse: [],
      doubtfulOrders: [],
      blockedSlots: [],
    });
    expect(await tell({ act: 'settle-order', orderId, disc: 'withCustomer' })).toEqual({
      status: 409,
      code: 'ORDER_SETTLED',
    });
    expect(await tell({ act: 'clear-slot', slot: 1 })).toEqual({
      status: 409,
      code: 'SLOT_NOT_BLOCKED',
    });
    expect(await tell({ act: 'inject-fault', fault: 'drive.melts' })).toEqual({
      status: 409,
      code: 'WORLD_FAULT_UNKNOWN',
    });
  });
});
