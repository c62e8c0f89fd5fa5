import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import type {
  MaintenanceAct,
  MaintenanceView,
} from '../../../../../../app/contracts/maintenance-api.ts';
import {
  kioskUnderTest,
  scriptedTitle,
  type KioskUnderTest,
} from '../../../../../support/kiosk-under-test.ts';
import { maintenanceDesk } from '../../../../../support/maintenance-desk.ts';

let kiosk: KioskUnderTest;
afterEach(() => kiosk.remove());

async function placeOrder(): Promise<string> {
  const screen = await kiosk.identifiedScreen();
  const { titleId } = scriptedTitle;
  const request = { titleId, requestKey: randomUUID(), language: 'en' } as const;
  const { orderId } = await screen.ask('placeOrder', request);
  screen.close();
  return orderId;
}

const isIn = (state: string) => (view: MaintenanceView) =>
  view.unfinished.some((order) => order.state === state);
const isOver = ({ unfinished }: MaintenanceView) => unfinished.length === 0;
const reported = () => kiosk.bank.reports.map(({ report }) => report.event);
const countOf = ({ units }: MaintenanceView, name: string) =>
  units.find(({ unit }) => unit === name)?.count;

/** Somebody opens the slot with a key and takes what lies in it. */
function takeOut(slot: number): void {
  kiosk.machine.hands.inject(`gate${slot}.forced-open`);
  expect(kiosk.machine.hands.takeDisc()).toBe(true);
  kiosk.machine.hands.inject('clear');
}

describe('an order that is at no end', () => {
  test('is handed out by hand once its disc is in the hand, and counts as taken, once', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    const orderId = await placeOrder();
    const { discs, unfinished } = await desk.until(isIn('ready'));
    expect({ discs, unfinished }).toMatchObject({
      discs: [{ place: 'slot:1', state: 'staged', isTest: false }],
      unfinished: [{ orderId, slot: 1, isStuck: false, can: ['restart', 'give-up', 'hand-out'] }],
    });
    const reason = 'The gate was jammed';
    const handOut: MaintenanceAct = { act: 'hand-out-order', orderId, reason };
    expect(await desk.tell(handOut)).toBe('SLOT_NOT_EMPTY');
    takeOut(1);
    const [first, second] = await Promise.all([desk.tell(handOut), desk.tell(handOut)]);
    expect([first, second].filter((answer) => answer === 'ORDER_NOT_NOW')).toHaveLength(1);
    const after = await desk.until(isOver);
    expect({ discs: after.discs, blocked: after.blockedSlots }).toEqual({ discs: [], blocked: [] });
    await expect.poll(() => reported().filter((event) => event === 'taken')).toEqual(['taken']);
  });

  test('that waits for the only drive while it burns a test disc gets it then', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    const screen = await kiosk.identifiedScreen();
    const { titleId } = scriptedTitle;
    const request = { titleId, requestKey: randomUUID(), language: 'en' } as const;
    await Promise.all([
      desk.tell({ act: 'test-burn', drive: 1 }),
      screen.ask('placeOrder', request),
    ]);
    screen.close();
    const ready = await desk.until(isIn('ready'));
    expect([ready.tests[0]?.outcome, countOf(ready, 'reject'), countOf(ready, 'input')]).toEqual([
      'passed',
      1,
      38,
    ]);
  });

  test('is given up: nobody gets its disc, which goes to the retain bin, and its slot is free', async () => {
    kiosk = await kioskUnderTest({ isLight: true, machine: { blanks: 1 } });
    const desk = maintenanceDesk(kiosk);
    const orderId = await placeOrder();
    await desk.until(isIn('ready'));
    expect(await desk.tell({ act: 'restart-order', orderId })).toBe('ORDER_NO_STOCK');
    const giveUp: MaintenanceAct = { act: 'give-up-order', orderId, reason: 'The wrong film' };
    const db = new Database(kiosk.controller.databasePath);
    db.exec(`CREATE TRIGGER deaf BEFORE INSERT ON events WHEN NEW.kind = 'maintenance.give-up-order'
      BEGIN SELECT RAISE(ABORT, 'deaf'); END`);
    await desk.tell(giveUp);
    // What cannot be recorded with its reason is not done.
    expect((await desk.view()).unfinished).toMatchObject([{ orderId, state: 'ready' }]);
    db.exec('DROP TRIGGER deaf');
    db.close();
    const twice = await Promise.all([desk.tell(giveUp), desk.tell(giveUp)]);
    expect(twice.filter((answer) => answer === 'ORDER_NOT_NOW')).toHaveLength(1);
    const after = await desk.until((view) => isOver(view) && countOf(view, 'retain') === 1);
    expect(after.discs).toEqual([]);
    await expect.poll(reported).toEqual(['burning', 'verified', 'ready', 'failed']);
  });

  test('is made anew: its old disc is given up, and another lies in another slot', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    const orderId = await placeOrder();
    await desk.until(isIn('ready'));
    await desk.tell({ act: 'restart-order', orderId });
    const after = await desk.until((view) => isIn('ready')(view) && countOf(view, 'retain') === 1);
    expect(after).toMatchObject({
      discs: [{ place: 'slot:2', state: 'staged' }],
      unfinished: [{ orderId, state: 'ready', slot: 2 }],
    });
    expect(countOf(after, 'input')).toBe(38);
  });

  test('whose disc fell is made anew once the robot works again', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    await desk.tell({ act: 'inject-fault', fault: 'robot.disc-dropped' });
    const orderId = await placeOrder();
    const lost = await desk.until(isIn('suspect'));
    expect(lost).toMatchObject({
      discs: [{ place: 'unknown', state: 'unknown' }],
      unfinished: [{ orderId, isStuck: true, can: ['restart', 'give-up'] }],
    });
    await desk.tell({ act: 'return-to-work' });
    await desk.tell({ act: 'restart-order', orderId });
    const after = await desk.until(isIn('ready'));
    expect(after.unfinished).toMatchObject([{ orderId, state: 'ready' }]);
  });

  test('whose jacket stopped goes on when a person says so', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    await desk.tell({ act: 'inject-fault', fault: 'printer.aborted' });
    const orderId = await placeOrder();
    const stuck = await desk.until(({ unfinished }) => unfinished[0]?.isStuck === true);
    expect(stuck.unfinished).toMatchObject([{ orderId, state: 'producing' }]);
    expect(stuck.unfinished[0]?.can).toContain('resume');
    await desk.tell({ act: 'resume-order', orderId });
    await desk.until(isIn('ready'));
  });
});
