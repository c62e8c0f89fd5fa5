import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minutes, seconds } from '../../app/foundation/units.ts';
import { PayingKiosk, zvtPayment } from '../support/paying-kiosk.ts';

let kiosk: PayingKiosk;
beforeEach(async () => {
  kiosk = await PayingKiosk.open();
});
afterEach(async () => {
  await kiosk.remove();
});

const discs = () => kiosk.rows<{ at: string }>('SELECT at FROM discs').map(({ at }) => at);
const inject = (fault: string) => kiosk.machine.hands!.inject(fault);

describe('a kiosk that sells discs', () => {
  test('holds the price before it makes a disc, and takes it once, when the disc was taken', async () => {
    const orderId = await kiosk.order();
    expect(kiosk.stateOf(orderId)).toBe('paying asked');
    await kiosk.pass(seconds(1));
    expect(kiosk.view(orderId)).toMatchObject({
      state: 'paying',
      payment: { amount: 499, currency: 'EUR', state: 'asked', isEnding: false },
    });
    expect(kiosk.view(orderId).payment!.prompt).not.toBe('');
    expect(kiosk.price).toEqual({ amount: 499, currency: 'EUR', isHeld: true });
    expect([kiosk.ledger, discs()]).toEqual([[], []]);
    await kiosk.until(orderId, 'producing');
    expect(kiosk.ledger).toEqual(['hold 499']);
    await kiosk.collect(orderId);
    await kiosk.until(orderId, 'fulfilled', 'captured');
    expect(kiosk.view(orderId).payment).toMatchObject({ state: 'captured', prompt: '' });
    await kiosk.pass(minutes(30));
    expect(kiosk.ledger).toEqual(['hold 499', 'capture 499']);
    expect(kiosk.acts()).toEqual(['authorise.started done', 'capture.started done']);
  });

  test('makes nothing for a payment that is declined, and takes the next order', async () => {
    inject('payment.declined');
    const orderId = await kiosk.order();
    await kiosk.until(orderId, 'cancelled');
    expect(kiosk.view(orderId)).toMatchObject({
      failure: 'payment-declined',
      payment: { state: 'released' },
    });
    const next = await kiosk.order();
    await kiosk.until(next, 'ready', 'held');
    expect(kiosk.ledger).toEqual(['hold 499']);
  });

  test('lets a customer go who cancels at the terminal or at the screen', async () => {
    const orderId = await kiosk.order();
    await kiosk.pass(seconds(1));
    await kiosk.cancel(orderId);
    await kiosk.until(orderId, 'cancelled', 'declined');
    expect([kiosk.ledger, discs()]).toEqual([[], []]);
  });

  test('gives the hold up when no disc can be made', async () => {
    for (let disc = 0; disc < 3; disc += 1) inject('drive.write-error@2');
    const orderId = await kiosk.order();
    await kiosk.until(orderId, 'released', 'released');
    expect(discs()).toEqual(['rejected', 'rejected', 'rejected']);
    expect(kiosk.ledger).toEqual(['hold 499', 'release 499']);
  });

  test('gives the hold up when a disc is not collected', async () => {
    const orderId = await kiosk.order();
    await kiosk.until(orderId, 'ready');
    await kiosk.until(orderId, 'released', 'released');
    expect(kiosk.ledger).toEqual(['hold 499', 'release 499']);
  });

  test('asks after a hold whose answer was lost, and goes on with it', async () => {
    inject('payment.lost-answer');
    const orderId = await kiosk.order();
    await kiosk.until(orderId, 'paying', 'doubtful');
    expect(kiosk.view(orderId).payment!.state).toBe('doubtful');
    expect(discs()).toEqual([]);
    await kiosk.collect(orderId);
    await kiosk.until(orderId, 'fulfilled', 'captured');
    expect(kiosk.ledger).toEqual(['hold 499', 'capture 499']);
  });

  test('asks after a capture whose answer was lost, and does not take it again', async () => {
    const orderId = await kiosk.order();
    await kiosk.until(orderId, 'ready');
    inject('payment.lost-answer');
    await kiosk.collect(orderId);
    await kiosk.until(orderId, 'fulfilled', 'doubtful');
    await kiosk.until(orderId, 'fulfilled', 'captured');
    expect(kiosk.ledger).toEqual(['hold 499', 'capture 499']);
  });

  test('takes the money later where the terminal was away when the disc was taken', async () => {
    const orderId = await kiosk.order();
    await kiosk.until(orderId, 'ready');
    inject('payment.gone');
    await kiosk.collect(orderId);
    await kiosk.until(orderId, 'fulfilled', 'doubtful');
    await kiosk.pass(minutes(3));
    await expect(kiosk.order()).rejects.toMatchObject({
      error: { code: 'ORDERS_CLOSED' },
    });
    inject('clear');
    await kiosk.until(orderId, 'fulfilled', 'captured');
    expect(kiosk.ledger).toEqual(['hold 499', 'capture 499']);
  });

  test('leaves to its staff what the terminal will not take', async () => {
    const orderId = await kiosk.order();
    await kiosk.until(orderId, 'ready');
    inject('payment.abort');
    await kiosk.collect(orderId);
    await kiosk.until(orderId, 'fulfilled', 'refused');
    expect(kiosk.view(orderId).payment!.state).toBe('doubtful');
    const { code } = kiosk.view(orderId);
    const money = { amount: 499, currency: 'EUR' };
    expect((await kiosk.staffView()).doubtfulPayments).toEqual([
      { orderId, code, money, during: 'capture', isRefused: true },
    ]);
    const settled = await kiosk.staffView({ act: 'settle-payment', orderId, outcome: 'paid' });
    expect(settled.doubtfulPayments).toEqual([]);
    expect(kiosk.stateOf(orderId)).toBe('fulfilled captured');
    expect(kiosk.ledger).toEqual(['hold 499']);
  });

  test('takes one order at a time to the terminal', async () => {
    const orderId = await kiosk.order();
    await expect(kiosk.order()).rejects.toMatchObject({
      error: { code: 'ORDERS_CLOSED' },
    });
    await kiosk.until(orderId, 'ready', 'held');
    expect(kiosk.ledger).toEqual(['hold 499']);
  });
});

describe('a kiosk that was killed', () => {
  test('while the terminal asked goes on with what is held now', async () => {
    const orderId = await kiosk.order();
    await kiosk.pass(seconds(1));
    kiosk.keep();
    await kiosk.time.until(() => kiosk.ledger.length > 0, minutes(1));
    await kiosk.rise();
    await kiosk.collect(orderId);
    await kiosk.until(orderId, 'fulfilled', 'captured');
    expect(kiosk.ledger).toEqual(['hold 499', 'capture 499']);
    expect(kiosk.acts()).toEqual(['authorise.started interrupted', 'capture.started done']);
  });

  test('while the terminal asked gives the order up where nothing is held', async () => {
    const orderId = await kiosk.order();
    await kiosk.pass(seconds(1));
    kiosk.keep();
    await kiosk.rise();
    await kiosk.until(orderId, 'cancelled', 'declined');
    expect([kiosk.ledger, discs()]).toEqual([[], []]);
  });

  test('between taken and captured takes the money then', async () => {
    const orderId = await kiosk.order();
    await kiosk.collect(orderId);
    await kiosk.until(orderId, 'fulfilled', 'capturing');
    kiosk.keep();
    await kiosk.rise();
    await kiosk.until(orderId, 'fulfilled', 'captured');
    expect(kiosk.ledger).toEqual(['hold 499', 'capture 499']);
  });

  test('after the capture and before its answer does not take the money again', async () => {
    const orderId = await kiosk.order();
    await kiosk.collect(orderId);
    await kiosk.until(orderId, 'fulfilled', 'capturing');
    await kiosk.pass(seconds(0.5));
    expect(kiosk.stateOf(orderId)).toBe('fulfilled capturing');
    kiosk.keep();
    await kiosk.time.until(() => kiosk.ledger.length > 1, minutes(1));
    await kiosk.rise();
    await kiosk.until(orderId, 'fulfilled', 'captured');
    expect(kiosk.ledger).toEqual(['hold 499', 'capture 499']);
  });
});

test('a terminal that cannot hold is charged at once, and gives the money back where no disc is made', async () => {
  await kiosk.remove();
  kiosk = await PayingKiosk.open({ ...zvtPayment, holds: false });
  const first = await kiosk.order();
  await kiosk.collect(first);
  await kiosk.until(first, 'fulfilled', 'captured');
  expect(kiosk.ledger).toEqual(['charge 499']);
  for (let disc = 0; disc < 3; disc += 1) inject('drive.write-error@2');
  const second = await kiosk.order();
  await kiosk.until(second, 'released', 'released');
  expect(kiosk.ledger).toEqual(['charge 499', 'charge 499', 'release 499']);
});
