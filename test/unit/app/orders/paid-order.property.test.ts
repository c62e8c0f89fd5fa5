import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderEvent } from '../../../../app/orders/order-event.ts';
import { advanceOrder, beginOrder } from '../../../../app/orders/order-machine.ts';
import { advancePaidOrder, beginPaidOrder } from '../../../../app/orders/paid-order.ts';

type Body = OrderEvent extends infer Event
  ? Event extends { at: number }
    ? Omit<Event, 'at'>
    : never
  : never;

const discId = 'd_disc01';
const stream = { bytes: 4096, sectors: 2, sha256: 'a'.repeat(64) };
const transaction = 'T';
const found = { is: 'paymentFound', transaction, isCharged: false } as const;

/** What the machine and the customer do. */
const ofOrder: Body[] = [
  { is: 'registered' },
  { is: 'registrationFailed' },
  { is: 'paid' },
  { is: 'notPaid' },
  { is: 'paymentBegun' },
  { is: 'payLimitPassed' },
  { is: 'streamDescribed', stream },
  { is: 'streamReady' },
  { is: 'streamFailed', reason: 'stream-failed' },
  { is: 'driveLeased', drive: 1 },
  { is: 'discPicked', discId },
  { is: 'discVerified', discId },
  { is: 'discStaged', discId },
  { is: 'discRejected', discId, reason: 'writeError' },
  { is: 'discLost', discId },
  { is: 'jacketPrinted' },
  { is: 'jacketStopped' },
  { is: 'claimRequested', identifiedAt: 0 },
  { is: 'presentable' },
  { is: 'gateOpened', takeBefore: 1 },
  { is: 'taken' },
  { is: 'notTaken' },
  { is: 'outcomeUnknown' },
  { is: 'retracted' },
  { is: 'holdPassed' },
  { is: 'slotCleared' },
  { is: 'cancelRequested' },
  { is: 'restarted' },
  { is: 'discFound', discId: 'd_disc01', drive: 1, as: 'complete' },
  { is: 'discMissing', discId: null },
  { is: 'pathCleared' },
  { is: 'leftAtExit' },
  { is: 'resolved', outcome: 'fulfilled' },
  { is: 'resolved', outcome: 'failed' },
];
/** What the terminal says, and whoever looks after it. */
const ofMoney: Body[] = [
  { is: 'paymentApproved', transaction, isCharged: false },
  { is: 'paymentApproved', transaction, isCharged: true },
  { is: 'paymentDeclined', reason: 'limit' },
  { is: 'paymentCanceled' },
  { is: 'paymentUnknown' },
  { is: 'captured' },
  { is: 'captureRefused' },
  { is: 'released' },
  { is: 'releaseRefused' },
  { ...found, found: 'held' },
  { ...found, found: 'captured' },
  { ...found, found: 'released' },
  { is: 'paymentMissing' },
  { is: 'paymentInterrupted' },
  { is: 'paymentResolved', outcome: 'paid' },
  { is: 'paymentResolved', outcome: 'notPaid' },
];

const goodWay: Body[] = [
  { is: 'registered' },
  { is: 'paymentApproved', transaction, isCharged: false },
  { is: 'streamDescribed', stream },
  { is: 'streamReady' },
  { is: 'driveLeased', drive: 1 },
  { is: 'discPicked', discId },
  { is: 'discVerified', discId },
  { is: 'jacketPrinted' },
  { is: 'discStaged', discId },
  { is: 'claimRequested', identifiedAt: 0 },
  { is: 'presentable' },
  { is: 'gateOpened', takeBefore: 1 },
  { is: 'taken' },
  { is: 'captured' },
];

const step = fc.record({
  passes: fc.constantFrom(0, 1, 60_000, 121_000),
  event: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ofOrder) },
    { weight: 2, arbitrary: fc.constantFrom(...ofMoney) },
  ),
});
const steps = fc
  .nat({ max: goodWay.length })
  .chain((length) =>
    fc
      .array(step, { maxLength: 40 })
      .map((then) => [...goodWay.slice(0, length).map((event) => ({ passes: 1, event })), ...then]),
  );
const options = { seed: 20_261_121, numRuns: 4000 };

const price = { money: { amount: 499, currency: 'EUR' }, reference: 'ORDER/1' };

/** Lives one order through, and returns what was seen to be wrong. */
function live(lived: readonly { passes: number; event: Body }[], reached: Set<string>): string[] {
  const wrong: string[] = [];
  let order: ReturnType<typeof beginPaidOrder> = beginPaidOrder(1, { is: 'due', ...price });
  let now = 1_000_000;
  let asked = 0;
  let isGiven = false;
  const ends = new Set<string>();
  for (const { passes, event: body } of lived) {
    now += passes;
    const event = (
      body.is === 'claimRequested' ? { ...body, identifiedAt: now, at: now } : { ...body, at: now }
    ) as OrderEvent;
    const before = order;
    order = advancePaidOrder(before, event);
    reached.add(`${order.state.at} ${order.payment.is}`);
    if (order.refusal !== null) {
      const isSame = order.state === before.state && order.payment === before.payment;
      if (!isSame || order.effects.length > 0) wrong.push('a refusal changed it');
      continue;
    }
    isGiven ||= order.state.at === 'fulfilled';
    if (order.payment.is === 'captured' || order.payment.is === 'released') {
      ends.add(order.payment.is);
    }
    for (const { does } of order.effects) {
      if (does === 'authorisePayment') asked += 1;
      if (does === 'capturePayment' && !isGiven) wrong.push('captured before it was taken');
      if (does === 'releasePayment' && isGiven) wrong.push('released though it was taken');
      const isHeld = ['held', 'charged'].includes(order.payment.is);
      if (does === 'makeDisc' && !isHeld) wrong.push('made before it was held');
      if (does === 'describeStream' && !isHeld) wrong.push('begun before it was held');
      if (does === 'present' && !isHeld) wrong.push('presented before it was held');
    }
  }
  if (asked > 1) wrong.push('asked twice');
  if (ends.size > 1) wrong.push('both captured and released');
  return wrong;
}

test('whatever happens: money is asked for once, taken only for a disc that was taken, and never both taken and given back', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(steps, (lived) => {
      expect(live(lived, reached)).toEqual([]);
    }),
    options,
  );
  expect([...reached]).toEqual(
    expect.arrayContaining([
      'paying asked',
      'paying doubtful',
      'cancelled declined',
      'cancelled doubtful',
      'fulfilled captured',
      'fulfilled doubtful',
      'fulfilled refused',
      'suspect held',
      'failed releasing',
      'released released',
    ]),
  );
});

test('an order that costs nothing lives as one without a payment', () => {
  fc.assert(
    fc.property(steps, (lived) => {
      let paid = beginPaidOrder(1);
      let free = beginOrder(1);
      let now = 1_000_000;
      for (const { passes, event: body } of lived) {
        // These are the payment's own words, and nobody else's.
        if (['paid', 'notPaid', 'paymentBegun'].includes(body.is)) continue;
        now += passes;
        const event = { ...body, at: now } as OrderEvent;
        paid = advancePaidOrder(paid, event);
        free = advanceOrder(free.state, event);
        expect(paid).toEqual({ ...free, payment: { is: 'none' } });
      }
    }),
    { ...options, numRuns: 1000 },
  );
});
