import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openKioskDatabaseForReading } from '../../db/kiosk/open-kiosk-database.ts';
import { kioskUnderTest, scriptedTitle, type KioskUnderTest } from '../support/kiosk-under-test.ts';
import { bankMember } from '../support/scripted-bank.ts';

let kiosk: KioskUnderTest;
afterEach(() => kiosk.remove());

const { titleId } = scriptedTitle;
const { member, pin } = bankMember;

/** Orders a disc, takes it, and tells where it went and what was noted of its label. */
async function orderAndTake() {
  const screen = await kiosk.identifiedScreen();
  const asked = { titleId, requestKey: randomUUID(), language: 'fr' } as const;
  const { orderId } = await screen.ask('placeOrder', asked);
  const untilState = (state: string) =>
    screen.until((view) =>
      view.session.orders.some((order) => order.orderId === orderId && order.state === state),
    );
  await untilState('ready');
  await screen.ask('identifyMember', { member, pin });
  await screen.ask('collectOrder', { orderId });
  await screen.until((view) =>
    view.session.orders.some((order) => order.orderId === orderId && order.takeBefore !== null),
  );
  expect(kiosk.machine.hands.takeDisc()).toBe(true);
  await untilState('fulfilled');
  const db = openKioskDatabaseForReading(kiosk.controller.databasePath);
  try {
    const all = (sql: string) => db.prepare(sql).pluck().all();
    return {
      labels: readdirSync(join(kiosk.machine.folder, 'labels')).length,
      acts: all(`SELECT outcome FROM acts WHERE kind = 'label.started'`),
      failures: all(
        `SELECT json_extract(detail, '$.reason') FROM events WHERE kind = 'label.failed'`,
      ),
      way: all(`SELECT to_unit FROM ledger WHERE disc_id IS NOT NULL ORDER BY entry`),
    };
  } finally {
    db.close();
  }
}

describe('a kiosk that prints on discs', () => {
  test('prints one label on the way from the drive to the slot', async () => {
    kiosk = await kioskUnderTest({ machine: { labelPrinter: true } });
    expect(await orderAndTake()).toEqual({
      labels: 1,
      acts: ['done'],
      failures: [],
      way: ['tray:1', 'printer', 'slot:1', 'customer'],
    });
  });

  test('gives the disc out without a label where the label printer has stopped, and reports it', async () => {
    kiosk = await kioskUnderTest({ machine: { labelPrinter: true } });
    kiosk.machine.hands.inject('printer2.stopped');
    expect(await orderAndTake()).toEqual({
      labels: 0,
      acts: [],
      failures: ['printer userError'],
      way: ['tray:1', 'slot:1', 'customer'],
    });
  });

  test('takes a disc on to its slot where the label printer fails with the disc inside', async () => {
    kiosk = await kioskUnderTest({ machine: { labelPrinter: true } });
    kiosk.machine.hands.inject('printer2.aborted');
    expect(await orderAndTake()).toEqual({
      labels: 0,
      acts: ['failed'],
      failures: ['PRINTER_ABORTED'],
      way: ['tray:1', 'printer', 'slot:1', 'customer'],
    });
  });
});
