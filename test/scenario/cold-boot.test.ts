import { afterEach, beforeEach, expect, test } from 'vitest';
import { hours, minutes } from '../../app/foundation/units.ts';
import { OfflineKiosk, type PlacedOrder } from '../support/offline-kiosk.ts';

let kiosk: OfflineKiosk;
let coded: PlacedOrder;
let numbered: PlacedOrder;
beforeEach(async () => {
  kiosk = await OfflineKiosk.open();
  coded = await kiosk.order(1);
  await kiosk.until(coded.orderId, 'ready');
  numbered = await kiosk.order(2);
  await kiosk.until(numbered.orderId, 'ready');
}, 120_000);
afterEach(async () => {
  await kiosk.remove();
});

test.each([
  ['ten years behind', -87_600],
  ['five hours behind', -5],
  ['five hours ahead', 5],
  ['ten years ahead', 87_600],
])(
  'a kiosk without a line whose clock is %s starts, opens to codes, and keeps what it holds for whoever has none',
  async (_, astray) => {
    kiosk.cutLine();
    await kiosk.restart(() => kiosk.time.clock.step(hours(astray)));
    const byCodes = await kiosk.collectByCodes(coded);
    await kiosk.pass(minutes(10));
    const meanwhile = kiosk.stateOf(numbered.orderId);
    // Somebody sets the clock, and the line is back.
    kiosk.time.clock.step(hours(-astray));
    kiosk.mendLine();
    await kiosk.pass(minutes(5));
    const byNumber = await kiosk.collectByNumber(2, numbered.orderId);
    await kiosk.pass(minutes(5));
    const heard = kiosk.bank.reports.filter(({ report }) => report.event === 'taken');
    expect({ byCodes, meanwhile, byNumber, heard: heard.map(({ orderId }) => orderId) }).toEqual({
      byCodes: 'taken',
      meanwhile: 'ready',
      byNumber: 'taken',
      heard: [coded.orderId, numbered.orderId],
    });
  },
  120_000,
);

test('a disc that became ready while the clock was ahead is collected once the clock is right', async () => {
  const late = await kiosk.order(3);
  await kiosk.until(late.orderId, 'queued', 'producing');
  kiosk.cutLine();
  await kiosk.restart(() => kiosk.time.clock.step(hours(5)));
  await kiosk.until(late.orderId, 'ready');
  kiosk.time.clock.step(hours(-5));
  kiosk.mendLine();
  await kiosk.pass(minutes(5));
  expect(await kiosk.collectByNumber(3, late.orderId)).toBe('taken');
}, 120_000);
