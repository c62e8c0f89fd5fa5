import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../app/foundation/clock.ts';
import type { KioskView } from '../../app/contracts/kiosk-view.ts';
import { connectScreen } from '../support/kiosk-screen.ts';
import { kioskUnderTest, scriptedTitle, type KioskUnderTest } from '../support/kiosk-under-test.ts';
import { bankMember } from '../support/scripted-bank.ts';
import { simulatedSignals, type SimulatedSignals } from '../support/simulated-signals.ts';

let kiosk: KioskUnderTest;
let cabinet: SimulatedSignals;
beforeEach(async () => {
  cabinet = await simulatedSignals(systemClock, 2);
});
afterEach(async () => {
  await kiosk.remove();
  await cabinet.remove();
});

const { titleId } = scriptedTitle;
const order = () => ({ titleId, requestKey: randomUUID(), language: 'en' }) as const;
const isOrder = (state: string) => (view: KioskView) =>
  view.session.orders.some((order) => order.state === state);
const isClosedFor =
  (...reasons: string[]) =>
  ({ machine }: KioskView) =>
    machine.ordersClosed.join() === reasons.join();

describe('a kiosk whose cabinet has sensors', () => {
  test('takes no orders and hands nothing out while its door is open, and does both again when it is shut', async () => {
    kiosk = await kioskUnderTest({ signals: cabinet.signals });
    const screen = await kiosk.identifiedScreen();
    await cabinet.inject('signals.door-open');
    const { machine } = await screen.until(isClosedFor('door-open'));
    expect(machine).toMatchObject({ mode: 'outOfService', pickUpClosed: ['door-open'] });
    await expect(screen.ask('placeOrder', order())).rejects.toThrow('ORDERS_CLOSED');
    const shown = screen.views.length;
    await cabinet.inject('clear');
    await screen.until((view) => screen.views.indexOf(view) >= shown && isClosedFor()(view));
    await screen.ask('placeOrder', order());
    await screen.until(isOrder('ready'));
    screen.close();
  });

  test('moves nothing while its door is open: the disc that was ordered before is made when it is shut', async () => {
    kiosk = await kioskUnderTest({ signals: cabinet.signals });
    const screen = await kiosk.identifiedScreen();
    await screen.ask('placeOrder', order());
    await cabinet.inject('signals.door-open');
    await screen.until(isClosedFor('door-open'));
    const { hands, machine } = kiosk.machine;
    expect([hands.takenDiscs(), machine.gate.status.slots[0]?.item]).toEqual([[], 'absent']);
    await cabinet.inject('clear');
    await screen.until(isOrder('ready'));
    screen.close();
  });

  test('lights the slot in which a disc lies, lets it blink while it is given out, and then no more', async () => {
    kiosk = await kioskUnderTest({ signals: cabinet.signals });
    const lamps: string[] = [];
    cabinet.signals.onStatus(({ lamps: [lamp] }) => lamp !== lamps.at(-1) && lamps.push(lamp!));
    const screen = await kiosk.identifiedScreen();
    const { orderId } = await screen.ask('placeOrder', order());
    await screen.until(isOrder('ready'));
    const { member, pin } = bankMember;
    await screen.ask('identifyMember', { member, pin });
    await screen.ask('collectOrder', { orderId });
    await screen.until(({ session }) => session.orders.some((order) => order.takeBefore !== null));
    kiosk.machine.hands.takeDisc();
    await screen.until(isOrder('fulfilled'));
    await new Promise<void>((resolve) => {
      const look = () => cabinet.signals.status.lamps[0] === 'off' && resolve();
      cabinet.signals.onStatus(look);
      look();
    });
    expect(lamps).toEqual(['on', 'blinking', 'off']);
    screen.close();
  });

  test('rises only when its door is shut, and says so meanwhile', async () => {
    await cabinet.inject('signals.door-open');
    kiosk = await kioskUnderTest({ signals: cabinet.signals });
    const { controller } = kiosk;
    const screen = await connectScreen(controller.url, controller.issueToken());
    expect(screen.views[0]?.machine).toMatchObject({
      mode: 'starting',
      ordersClosed: ['door-open'],
    });
    await cabinet.inject('clear');
    await screen.until(({ machine }) => machine.mode === 'inService');
    screen.close();
  });

  test('can be stopped while it waits for its door', async () => {
    await cabinet.inject('signals.door-open');
    kiosk = await kioskUnderTest({ signals: cabinet.signals });
    await kiosk.controller.close();
    await cabinet.inject('clear');
    expect(kiosk.machine.machine.robot.status.health).toBe('online');
  });

  test('takes no orders on battery, and ends when the battery is nearly empty', async () => {
    let isOver = () => {};
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    kiosk = await kioskUnderTest({ signals: cabinet.signals, onPowerLow: () => isOver() });
    const screen = await kiosk.identifiedScreen();
    await cabinet.inject('signals.power-lost');
    const { machine } = await screen.until(isClosedFor('on-battery'));
    expect(machine).toMatchObject({ mode: 'degraded', pickUpClosed: [] });
    await cabinet.inject('signals.battery-low');
    await over;
    await screen.until(isClosedFor('power-low'));
    screen.close();
  });

  test('stays out of service after an alarm, also when the sensor is quiet again', async () => {
    kiosk = await kioskUnderTest({ signals: cabinet.signals });
    const screen = await kiosk.identifiedScreen();
    await cabinet.inject('signals.tamper');
    await screen.until(isClosedFor('tampered'));
    await cabinet.inject('clear');
    await expect(screen.ask('placeOrder', order())).rejects.toThrow('ORDERS_CLOSED');
    screen.close();
  });
});
