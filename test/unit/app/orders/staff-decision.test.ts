import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { advanceOrder } from '../../../../app/orders/order-machine.ts';
import type { OrderState } from '../../../../app/orders/order-state.ts';
import { advancePaidOrder } from '../../../../app/orders/paid-order.ts';
import type { Payment } from '../../../../app/orders/payment-state.ts';
import type { StaffEvent } from '../../../../app/orders/staff-event.ts';

const stream = { bytes: 4096, sectors: 2, sha256: 'a'.repeat(64) };
const discId = 'd_disc01';
const finished = { slot: 3, discId, readyAt: 100, holdUntil: 1_000_000 };
const printed = { is: 'printed' } as const;
const stopped = { is: 'stopped', tries: 4 } as const;
const making = { at: 'producing', slot: 3, stream, attempt: 1, drive: 1 } as const;
const lost = { at: 'suspect', slot: 3, since: 1 } as const;
const remake = { stream, attempt: 2, jacket: printed } as const;

const states: Readonly<Record<string, OrderState>> = {
  placed: { at: 'placed', slot: 3 },
  paying: { at: 'paying', slot: 3, payBefore: 9 },
  authorised: { at: 'authorised', slot: 3 },
  preparing: { at: 'preparing', slot: 3, stream },
  queued: { at: 'queued', slot: 3, stream, attempt: 2, jacket: printed },
  'queued, jacket stopped': { at: 'queued', slot: 3, stream, attempt: 2, jacket: stopped },
  'making, jacket stopped': { ...making, disc: { is: 'making', discId }, jacket: stopped },
  making: { ...making, disc: { is: 'making', discId }, jacket: printed },
  'staged, jacket stopped': { ...making, disc: { is: 'staged', discId }, jacket: stopped },
  ready: { at: 'ready', ...finished },
  claiming: { at: 'claiming', ...finished, identifiedAt: 200 },
  presenting: { at: 'presenting', ...finished, identifiedAt: 200, takeBefore: null },
  notTaken: { at: 'notTaken', ...finished },
  'lost in production': { ...lost, was: 'producing', discId },
  'lost, to be made again': { ...lost, was: 'producing', discId, remake },
  'lost to a restored copy': { ...lost, was: 'producing', discId: null, isRestored: true },
  'lost at the exit': { ...lost, was: 'presenting', discId },
  fulfilled: { at: 'fulfilled', discId, takenAt: 1 },
  failed: { at: 'failed', reason: 'burn-failed', slot: null },
  cancelled: { at: 'cancelled' },
  expired: { at: 'expired', discId, slot: 3 },
  released: { at: 'released', after: 'expired', reason: null },
};
const events: StaffEvent[] = [
  { is: 'resumed' },
  { is: 'foundInSlot' },
  { is: 'madeAnew', slot: 4 },
  { is: 'givenUp' },
  { is: 'handedOut' },
];

describe('what a person decides about an order', () => {
  test('has its place in these states, and is refused in every other', () => {
    const rows = Object.entries(states).flatMap(([name, state]) =>
      events.flatMap((event) => {
        const { effects, refusal, state: next } = advanceOrder(state, { ...event, at: 5000 });
        // What is refused changes nothing.
        const isSame = isDeepStrictEqual(next, state) && effects.length === 0;
        if (refusal !== null && isSame) return [];
        const done = effects.map((effect) =>
          effect.does === 'report' ? effect.event : effect.does,
        );
        return [`${name} | ${event.is} | ${next.at} | ${done.join(' ')}`];
      }),
    );
    expect(rows).toEqual([
      'authorised | givenUp | failed | failed discardStream freeStock',
      'preparing | givenUp | failed | failed discardStream freeStock',
      'queued | resumed | queued | ',
      'queued | givenUp | failed | failed discardStream freeStock',
      'queued, jacket stopped | resumed | queued | printJacket',
      'queued, jacket stopped | givenUp | failed | failed discardStream freeStock',
      'making, jacket stopped | resumed | producing | printJacket',
      'staged, jacket stopped | resumed | producing | printJacket',
      'staged, jacket stopped | madeAnew | authorised | clearSlot describeStream',
      'staged, jacket stopped | givenUp | failed | failed discardStream clearSlot',
      'ready | madeAnew | authorised | clearSlot describeStream',
      'ready | givenUp | failed | failed discardStream clearSlot',
      'ready | handedOut | fulfilled | taken',
      'notTaken | resumed | notTaken | recheckSlot',
      'notTaken | handedOut | fulfilled | taken',
      'lost in production | madeAnew | authorised | describeStream',
      'lost in production | givenUp | failed | failed discardStream freeStock',
      'lost, to be made again | resumed | queued | ',
      'lost, to be made again | madeAnew | authorised | describeStream',
      'lost, to be made again | givenUp | failed | failed discardStream freeStock',
      'lost to a restored copy | givenUp | failed | failed discardStream freeStock',
      'lost at the exit | foundInSlot | ready | ',
      'lost at the exit | givenUp | failed | failed discardStream freeStock',
      'lost at the exit | handedOut | fulfilled | taken',
    ]);
  });

  test('a disc found again wants a new identification, and is kept as long as a new one', () => {
    const { state } = advanceOrder(states['lost at the exit']!, { is: 'foundInSlot', at: 5000 });
    expect(state).toEqual({
      at: 'ready',
      slot: 3,
      discId,
      readyAt: 5000,
      holdUntil: 5000 + 24 * 60 * 60 * 1000,
    });
  });

  test('the money follows: taken for what was handed out, given back for what was given up, and waited for where it is in doubt', () => {
    const money = { money: { amount: 500, currency: 'EUR' }, reference: 'r/1' };
    const held: Payment = { is: 'held', ...money, transaction: 't' };
    const doubtful: Payment = {
      is: 'doubtful',
      ...money,
      transaction: 't',
      during: 'authorise',
      isUnwanted: false,
      wasCharged: false,
    };
    const after = (payment: Payment, event: StaffEvent) => {
      const order = { state: states['ready']!, payment };
      const advance = advancePaidOrder(order, { ...event, at: 5000 });
      return advance.refusal ?? `${advance.state.at}, ${advance.payment.is}`;
    };
    expect([
      after(held, { is: 'handedOut' }),
      after(held, { is: 'givenUp' }),
      after(held, { is: 'madeAnew', slot: 1 }),
      after(doubtful, { is: 'handedOut' }),
      after(doubtful, { is: 'madeAnew', slot: 1 }),
    ]).toEqual([
      'fulfilled, capturing',
      'failed, releasing',
      'authorised, held',
      'ORDER_NOT_NOW',
      'ORDER_NOT_NOW',
    ]);
  });
});
