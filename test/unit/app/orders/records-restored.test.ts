import { describe, expect, test } from 'vitest';
import { advanceOrder } from '../../../../app/orders/order-machine.ts';
import { standardOrderRules } from '../../../../app/orders/order-rules.ts';
import type { OrderState } from '../../../../app/orders/order-state.ts';
import { advancePaidOrder, type PaidOrder } from '../../../../app/orders/paid-order.ts';
import type { Payment } from '../../../../app/orders/payment-state.ts';

const at = 1_000_000;
const discId = 'd_parts-disc';
const stream = { bytes: 2048, sectors: 1, sha256: 'a'.repeat(64) };
const finished = { slot: 1, discId, readyAt: 1, holdUntil: 2 };
const making = { slot: 1, stream, attempt: 1, drive: 1, jacket: { is: 'printed' } } as const;
const money = { amount: 500, currency: 'EUR' } as const;
const asked = { money, reference: 'order/1' };
const held: Payment = { is: 'held', ...asked, transaction: 't1' };

const underWay: readonly OrderState[] = [
  { at: 'placed', slot: 1 },
  { at: 'paying', slot: 1, payBefore: 5 },
  { at: 'authorised', slot: 1 },
  { at: 'preparing', slot: 1, stream },
  { at: 'queued', slot: 1, stream, attempt: 1, jacket: { is: 'notBegun' } },
  { at: 'producing', ...making, disc: { is: 'picking' } },
  { at: 'producing', ...making, disc: { is: 'making', discId } },
  { at: 'ready', ...finished },
  { at: 'claiming', ...finished, identifiedAt: 1 },
  { at: 'presenting', ...finished, identifiedAt: 1, takeBefore: null },
  { at: 'notTaken', ...finished },
];
const ended: readonly OrderState[] = [
  { at: 'fulfilled', discId, takenAt: 1 },
  { at: 'suspect', was: 'presenting', slot: 1, discId, since: 1 },
  { at: 'failed', reason: 'burn-failed', slot: null },
  { at: 'cancelled' },
  { at: 'expired', discId, slot: null },
  { at: 'released', after: 'failed', reason: null },
];

describe('an order of records that went back to a copy', () => {
  test('waits for a person, wherever it was under way, and makes and gives nothing', () => {
    const after = underWay.map((state) => {
      const { effects, state: next } = advanceOrder(state, { at, is: 'recordsRestored' });
      const was = next.at === 'suspect' ? [next.was, next.discId, next.since] : [];
      return [state.at, next.at, ...was, effects.length];
    });
    expect(after).toEqual([
      ['placed', 'suspect', 'producing', null, at, 0],
      ['paying', 'suspect', 'producing', null, at, 0],
      ['authorised', 'suspect', 'producing', null, at, 0],
      ['preparing', 'suspect', 'producing', null, at, 0],
      ['queued', 'suspect', 'producing', null, at, 0],
      ['producing', 'suspect', 'producing', null, at, 0],
      ['producing', 'suspect', 'producing', discId, at, 0],
      ['ready', 'suspect', 'presenting', discId, at, 0],
      ['claiming', 'suspect', 'presenting', discId, at, 0],
      ['presenting', 'suspect', 'presenting', discId, at, 0],
      ['notTaken', 'suspect', 'presenting', discId, at, 0],
    ]);
  });

  test('stays as it is where it was at an end', () => {
    for (const state of ended) {
      const advance = advanceOrder(state, { at, is: 'recordsRestored' });
      expect(advance).toEqual({ state, effects: [], refusal: 'ORDER_NOT_NOW' });
    }
  });
});

describe('its money', () => {
  const suspect: OrderState = { at: 'suspect', was: 'presenting', slot: 1, discId, since: 1 };
  const restored = (payment: Payment) =>
    advancePaidOrder(
      { state: suspect, payment },
      { at, is: 'paymentRestored' },
      standardOrderRules,
    );
  const found = (order: PaidOrder, is: 'held' | 'captured' | 'released') =>
    advancePaidOrder(
      order,
      { at, is: 'paymentFound', found: is, transaction: 't1', isCharged: false },
      standardOrderRules,
    );

  test('is asked after, whatever the records say of it, unless it was at its end', () => {
    const after = (payment: Payment) => {
      const { effects, payment: next } = restored(payment);
      return [payment.is, next.is, effects.map(({ does }) => does)];
    };
    expect([
      after({ is: 'due', ...asked }),
      after({ is: 'asked', ...asked, isUnwanted: false, isLate: false }),
      after(held),
      after({ is: 'charged', ...asked, transaction: 't1' }),
      after({ is: 'capturing', ...asked, transaction: 't1' }),
      after({ is: 'captured', ...asked }),
      after({ is: 'released', ...asked }),
    ]).toEqual([
      ['due', 'doubtful', ['enquirePayment']],
      ['asked', 'doubtful', ['enquirePayment']],
      ['held', 'doubtful', ['enquirePayment']],
      ['charged', 'doubtful', ['enquirePayment']],
      ['capturing', 'doubtful', ['enquirePayment']],
      ['captured', 'captured', []],
      ['released', 'released', []],
    ]);
  });

  test('that is found held stays held until the order is settled; then it follows', () => {
    const doubted = restored(held);
    const kept = found(doubted, 'held');
    expect([kept.payment.is, kept.effects]).toEqual(['held', []]);
    const given = advancePaidOrder(
      kept,
      { at, is: 'resolved', outcome: 'fulfilled' },
      standardOrderRules,
    );
    expect(given.payment.is).toBe('capturing');
  });

  test('that is found only after the order was settled goes where that wants it, once', () => {
    const ends = (outcome: 'fulfilled' | 'failed', is: 'held' | 'captured') => {
      const resolved = { at, is: 'resolved', outcome } as const;
      const settled = advancePaidOrder(restored(held), resolved, standardOrderRules);
      const last = found(settled, is);
      return [last.state.at, last.payment.is, last.effects.map(({ does }) => does)];
    };
    expect([
      ends('fulfilled', 'held'),
      ends('fulfilled', 'captured'),
      ends('failed', 'held'),
      ends('failed', 'captured'),
    ]).toEqual([
      ['fulfilled', 'capturing', ['capturePayment']],
      ['fulfilled', 'captured', []],
      ['failed', 'releasing', ['releasePayment']],
      ['failed', 'releasing', ['releasePayment']],
    ]);
  });
});
