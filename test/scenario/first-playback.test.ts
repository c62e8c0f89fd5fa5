import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { minutes } from '../../app/foundation/units.ts';
import { startKiosksBank, watchAtHome } from '../support/bank/kiosks-bank.ts';
import { type KiosksBank, PayingKiosk, zvtPayment } from '../support/paying-kiosk.ts';

let kiosk: PayingKiosk;
beforeEach(async () => {
  kiosk = await PayingKiosk.open();
});
afterEach(async () => {
  await kiosk.remove();
});

const evidence = () =>
  kiosk.rows<{ kind: string }>(`SELECT kind FROM events WHERE kind LIKE 'order.played%'`);
const discs = () => kiosk.rows<{ at: string; place: string }>('SELECT at, place FROM discs');

/** The power fails while the gate is open, and the customer leaves with the disc in the dark. */
async function powerCutAtTheGate(): Promise<string> {
  const orderId = await kiosk.order();
  await kiosk.openGate(orderId);
  kiosk.keep();
  await kiosk.takeDisc();
  await kiosk.rise();
  await kiosk.until(orderId, 'suspect', 'held');
  return orderId;
}

test('a disc that is played at home was handed over: the order ends, and its price is taken once', async () => {
  const orderId = await powerCutAtTheGate();
  await kiosk.pass(minutes(30));
  expect([kiosk.stateOf(orderId), kiosk.ledger]).toEqual(['suspect held', ['hold 499']]);
  expect((await kiosk.staffView()).doubtfulOrders).toMatchObject([
    { orderId, was: 'presenting', playedAt: null },
  ]);

  kiosk.playAtHome(orderId);
  await kiosk.until(orderId, 'fulfilled', 'captured');
  expect(discs()).toEqual([{ at: 'taken', place: 'customer' }]);
  expect(
    kiosk.rows(`SELECT from_unit, to_unit, reason FROM ledger WHERE to_unit = 'customer'`),
  ).toEqual([{ from_unit: 'unknown', to_unit: 'customer', reason: 'settled' }]);
  expect((await kiosk.staffView()).doubtfulOrders).toEqual([]);
  await kiosk.pass(minutes(30));
  expect([kiosk.ledger, evidence()]).toEqual([
    ['hold 499', 'capture 499'],
    [{ kind: 'order.playedByUser' }],
  ]);
  expect(kiosk.reportsOf(orderId)).toEqual(expect.arrayContaining(['taken']));
});

test('what its staff settled before stands, whatever is played later', async () => {
  const orderId = await powerCutAtTheGate();
  await kiosk.staffView({ act: 'settle-order', orderId, disc: 'inMachine' });
  kiosk.playAtHome(orderId);
  await kiosk.until(orderId, 'released', 'released');
  await kiosk.pass(minutes(30));
  expect([kiosk.ledger, evidence()]).toEqual([['hold 499', 'release 499'], []]);
});

test('a disc that was never offered settles nothing by being played: its staff see both', async () => {
  const orderId = await kiosk.order();
  await kiosk.time.until(() => discs().length === 1, minutes(2));
  kiosk.machine.hands?.inject('robot.disc-dropped');
  await kiosk.until(orderId, 'suspect', 'held');
  const playedAt = kiosk.playAtHome(orderId);
  await kiosk.pass(minutes(11));
  expect(kiosk.stateOf(orderId)).toBe('suspect held');
  expect((await kiosk.staffView()).doubtfulOrders).toMatchObject([
    { orderId, was: 'producing', playedAt },
  ]);
  expect([kiosk.ledger, evidence()]).toEqual([
    ['hold 499'],
    [{ kind: 'order.playedThoughNotOffered' }],
  ]);
});

test('the real bank tells the kiosk, once the customer’s player has shown it the disc', async () => {
  await kiosk.remove();
  let bank: KiosksBank | undefined;
  kiosk = await PayingKiosk.open(zvtPayment, async (time) => (bank = await startKiosksBank(time)));
  const orderId = await powerCutAtTheGate();
  const [disc] = kiosk.machine.hands?.takenDiscs() ?? [];
  if (disc === undefined || bank === undefined) throw new Error('Nobody took a disc.');
  await kiosk.pass(minutes(30));
  expect([kiosk.stateOf(orderId), kiosk.ledger]).toEqual(['suspect held', ['hold 499']]);

  const { code, state } = await watchAtHome(
    bank.url,
    kiosk.time,
    orderId,
    readFileSync(disc.imagePath),
  );
  expect([code, state]).toEqual([200, 'active']);
  await kiosk.until(orderId, 'fulfilled', 'captured');
  expect(discs()).toEqual([{ at: 'taken', place: 'customer' }]);
  await kiosk.pass(minutes(30));
  expect([kiosk.ledger, evidence()]).toEqual([
    ['hold 499', 'capture 499'],
    [{ kind: 'order.playedByUser' }],
  ]);
});
