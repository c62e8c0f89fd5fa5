import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KioskView } from '../../app/contracts/kiosk-view.ts';
import type { ScreenClient } from '../support/kiosk-screen.ts';
import { kioskUnderTest, scriptedTitle, type KioskUnderTest } from '../support/kiosk-under-test.ts';

interface MachineView {
  readonly mode: KioskView['machine']['mode'];
  readonly ordersClosed: readonly string[];
  readonly pickUpClosed: readonly string[];
}

const whole: MachineView = { mode: 'inService', ordersClosed: [], pickUpClosed: [] };

describe('a kiosk whose devices come and go', () => {
  let kiosk: KioskUnderTest;
  let screen: ScreenClient;
  beforeAll(async () => {
    kiosk = await kioskUnderTest({ drives: 2 });
    screen = await kiosk.identifiedScreen();
  });
  afterAll(async () => {
    screen.close();
    await kiosk.remove();
  });

  /** Does something to the machine, and waits until the screen shows what it can do then. */
  async function after(fault: string, expected: MachineView): Promise<MachineView> {
    const from = screen.views.length;
    kiosk.machine.hands.inject(fault);
    const view = await screen.until(
      (shown) =>
        screen.views.indexOf(shown) >= from &&
        shown.machine.mode === expected.mode &&
        shown.machine.ordersClosed.length === expected.ordersClosed.length,
    );
    const { mode, ordersClosed, pickUpClosed } = view.machine;
    return { mode, ordersClosed, pickUpClosed };
  }

  it.each([
    ['its reader', ['reader.unplugged'], { mode: 'degraded', ordersClosed: [], pickUpClosed: [] }],
    [
      'its gate',
      ['gate.unplugged'],
      { mode: 'outOfService', ordersClosed: ['gate-fault'], pickUpClosed: ['gate-fault'] },
    ],
    [
      'its robot',
      ['robot.unplugged'],
      { mode: 'degraded', ordersClosed: ['robot-fault'], pickUpClosed: [] },
    ],
    [
      'one of its drives',
      ['drive2.gone'],
      { mode: 'degraded', ordersClosed: [], pickUpClosed: [] },
    ],
    [
      'all its drives',
      ['drive1.gone', 'drive2.gone'],
      { mode: 'degraded', ordersClosed: ['drive-fault'], pickUpClosed: [] },
    ],
    [
      'its printer',
      ['printer.off'],
      { mode: 'degraded', ordersClosed: ['printer-fault'], pickUpClosed: [] },
    ],
  ] as const)(
    'closes only what needs %s, and opens it again when it is back, without a restart',
    async (_, faults, without) => {
      const last = faults.at(-1) ?? '';
      for (const fault of faults.slice(0, -1)) kiosk.machine.hands.inject(fault);
      const closed = await after(last, without);
      const opened = await after('clear', whole);
      expect([closed, opened]).toEqual([without, whole]);
    },
  );

  it('makes a disc after all of this', async () => {
    const { orderId } = await screen.ask('placeOrder', {
      titleId: scriptedTitle.titleId,
      requestKey: randomUUID(),
      language: 'en',
    });
    const made = await screen.until(({ session }) =>
      session.orders.some((order) => order.orderId === orderId && order.state === 'ready'),
    );
    expect(made.machine).toMatchObject(whole);
  });
});
