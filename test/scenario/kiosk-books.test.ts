import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  maintenanceDoorSchema,
  maintenanceFile,
  maintenanceRoutes,
} from '../../app/contracts/maintenance-api.ts';
import { auditSchema, shiftReportSchema } from '../../app/contracts/panel-reports.ts';
import { auditRecords } from '../../app/kiosk/controller/reports/audit.ts';
import { kioskUnderTest, scriptedTitle, type KioskUnderTest } from '../support/kiosk-under-test.ts';
import { bankMember } from '../support/scripted-bank.ts';

let kiosk: KioskUnderTest;
afterEach(() => kiosk.remove());

const at = '2026-03-01T10:00:00.000Z';

async function staff(route: string, act?: object): Promise<unknown> {
  const file = readFileSync(join(kiosk.dataFolder, maintenanceFile), 'utf8');
  const { token, url } = maintenanceDoorSchema.parse(JSON.parse(file));
  const answer = await fetch(url + route, {
    method: act === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(act === undefined ? {} : { body: JSON.stringify(act) }),
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

test('a kiosk that gave a disc has sound books, on its panel, on paper, and after its end', async () => {
  kiosk = await kioskUnderTest();
  const screen = await kiosk.identifiedScreen();
  const asked = {
    titleId: scriptedTitle.titleId,
    requestKey: randomUUID(),
    language: 'en',
  } as const;
  const { orderId } = await screen.ask('placeOrder', asked);
  const until = (state: string) =>
    screen.until((view) =>
      view.session.orders.some((order) => order.orderId === orderId && order.state === state),
    );
  await until('ready');
  const { member, pin } = bankMember;
  await screen.ask('identifyMember', { member, pin });
  await screen.ask('collectOrder', { orderId });
  await screen.until((view) => view.session.orders.some((order) => order.takeBefore !== null));
  expect(kiosk.machine.hands.takeDisc()).toBe(true);
  await until('fulfilled');

  await staff(maintenanceRoutes.acts, { act: 'print-shift' });
  await staff(maintenanceRoutes.acts, { act: 'close-shift' });
  const found = auditSchema.parse(await staff(maintenanceRoutes.audit));
  expect({ ...found, at, head: null }).toEqual({
    at,
    entries: 6,
    head: null,
    balances: { outside: -40, input: 39, 'tray:1': 0, 'slot:1': 0, customer: 1 },
    counters: [
      { name: 'discs.begun', sinceInitialisation: 1, sinceReset: 0 },
      { name: 'discs.given.free', sinceInitialisation: 1, sinceReset: 0 },
      { name: 'discs.loaded', sinceInitialisation: 40, sinceReset: 0 },
      { name: 'drive.1.bad', sinceInitialisation: 0, sinceReset: 0 },
      { name: 'drive.1.good', sinceInitialisation: 1, sinceReset: 0 },
      { name: 'sheets.printed', sinceInitialisation: 2, sinceReset: 0 },
    ],
    findings: [],
    isSound: true,
  });
  const shift = shiftReportSchema.parse(await staff(maintenanceRoutes.shift));
  expect([shift.discs.begun, shift.orders.placed]).toEqual([0, 0]);
  await kiosk.controller.close();
  const signal = new AbortController().signal;
  const after = await auditRecords(kiosk.controller.databasePath, { at, signal });
  expect([after.head, after.findings]).toEqual([found.head, []]);
});
