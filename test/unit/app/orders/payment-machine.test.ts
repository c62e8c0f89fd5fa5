import { describe, expect, test } from 'vitest';
import type { PaymentEvent } from '../../../../app/orders/payment-event.ts';
import {
  advancePayment,
  askFor,
  giveBack,
  hurry,
  take,
  unwant,
} from '../../../../app/orders/payment-machine.ts';
import {
  isSettled,
  paymentSchema,
  type Payment,
  type PaymentIn,
} from '../../../../app/orders/payment-state.ts';

const owed = { money: { amount: 499, currency: 'EUR' }, reference: 'ORDER/1' };
const given = { ...owed, transaction: 'T' };
const doubt = { is: 'doubtful', ...owed, isUnwanted: false, wasCharged: false } as const;
const due: PaymentIn<'due'> = { is: 'due', ...owed };
const asked: PaymentIn<'asked'> = { is: 'asked', ...owed, isUnwanted: false, isLate: false };

const payments: Record<string, Payment> = {
  none: { is: 'none' },
  due,
  asked,
  'asked, unwanted': { is: 'asked', ...owed, isUnwanted: true, isLate: false },
  held: { is: 'held', ...given },
  charged: { is: 'charged', ...given },
  capturing: { is: 'capturing', ...given },
  captured: { is: 'captured', ...owed },
  releasing: { is: 'releasing', ...given, wasCharged: false },
  'releasing a charge': { is: 'releasing', ...given, wasCharged: true },
  released: { is: 'released', ...owed },
  declined: { is: 'declined', ...owed, reason: 'limit' },
  'doubt of a hold': { ...doubt, during: 'authorise', transaction: null },
  'doubt of a hold, unwanted': {
    ...doubt,
    during: 'authorise',
    transaction: null,
    isUnwanted: true,
  },
  'doubt of a capture': { ...doubt, during: 'capture', transaction: 'T' },
  'doubt of a release': { ...doubt, during: 'release', transaction: 'T', isUnwanted: true },
  'doubt of a reversal': {
    ...doubt,
    during: 'release',
    transaction: 'T',
    isUnwanted: true,
    wasCharged: true,
  },
  'refused capture': { is: 'refused', ...given, during: 'capture' },
};

const found = { is: 'paymentFound', transaction: 'T' } as const;
const events: Record<string, PaymentEvent> = {
  approved: { is: 'paymentApproved', transaction: 'T', isCharged: false },
  'approved and charged': { is: 'paymentApproved', transaction: 'T', isCharged: true },
  declined: { is: 'paymentDeclined', reason: 'limit' },
  canceled: { is: 'paymentCanceled' },
  unknown: { is: 'paymentUnknown' },
  captured: { is: 'captured' },
  captureRefused: { is: 'captureRefused' },
  released: { is: 'released' },
  releaseRefused: { is: 'releaseRefused' },
  'found held': { ...found, found: 'held', isCharged: false },
  'found captured': { ...found, found: 'captured', isCharged: true },
  'found released': { ...found, found: 'released', isCharged: false },
  missing: { is: 'paymentMissing' },
  interrupted: { is: 'paymentInterrupted' },
  'resolved as paid': { is: 'paymentResolved', outcome: 'paid' },
  'resolved as not paid': { is: 'paymentResolved', outcome: 'notPaid' },
};

/** Every transition there is: from, by, to which payment, with what asked of the terminal, and what the order hears. */
const transitions = `
asked | approved | held | | paid
asked | approved and charged | charged | | paid
asked | declined | declined | | notPaid
asked | canceled | declined | | notPaid
asked | unknown | doubtful(authorise) | enquirePayment |
asked | interrupted | doubtful(authorise) | enquirePayment |
asked, unwanted | approved | releasing | releasePayment | notPaid
asked, unwanted | approved and charged | releasing | releasePayment | notPaid
asked, unwanted | declined | declined | | notPaid
asked, unwanted | canceled | declined | | notPaid
asked, unwanted | unknown | doubtful(authorise) | enquirePayment | notPaid
asked, unwanted | interrupted | doubtful(authorise) | enquirePayment | notPaid
capturing | unknown | doubtful(capture) | enquirePayment |
capturing | captured | captured | |
capturing | captureRefused | refused(capture) | |
capturing | interrupted | doubtful(capture) | enquirePayment |
releasing | unknown | doubtful(release) | enquirePayment |
releasing | released | released | |
releasing | releaseRefused | refused(release) | |
releasing | interrupted | doubtful(release) | enquirePayment |
releasing a charge | unknown | doubtful(release) | enquirePayment |
releasing a charge | released | released | |
releasing a charge | releaseRefused | refused(release) | |
releasing a charge | interrupted | doubtful(release) | enquirePayment |
doubt of a hold | found held | held | | paid
doubt of a hold | found captured | charged | | paid
doubt of a hold | found released | declined | | notPaid
doubt of a hold | missing | declined | | notPaid
doubt of a hold | interrupted | doubtful(authorise) | enquirePayment |
doubt of a hold | resolved as paid | captured | |
doubt of a hold | resolved as not paid | released | | notPaid
doubt of a hold, unwanted | found held | releasing | releasePayment | notPaid
doubt of a hold, unwanted | found captured | releasing | releasePayment | notPaid
doubt of a hold, unwanted | found released | declined | | notPaid
doubt of a hold, unwanted | missing | declined | | notPaid
doubt of a hold, unwanted | interrupted | doubtful(authorise) | enquirePayment |
doubt of a hold, unwanted | resolved as paid | captured | |
doubt of a hold, unwanted | resolved as not paid | released | | notPaid
doubt of a capture | found held | capturing | capturePayment |
doubt of a capture | found captured | captured | |
doubt of a capture | found released | released | |
doubt of a capture | interrupted | doubtful(capture) | enquirePayment |
doubt of a capture | resolved as paid | captured | |
doubt of a capture | resolved as not paid | released | | notPaid
doubt of a release | found held | releasing | releasePayment |
doubt of a release | found released | released | |
doubt of a release | missing | released | |
doubt of a release | interrupted | doubtful(release) | enquirePayment |
doubt of a release | resolved as paid | captured | |
doubt of a release | resolved as not paid | released | | notPaid
doubt of a reversal | found captured | releasing | releasePayment |
doubt of a reversal | found released | released | |
doubt of a reversal | missing | released | |
doubt of a reversal | interrupted | doubtful(release) | enquirePayment |
doubt of a reversal | resolved as paid | captured | |
doubt of a reversal | resolved as not paid | released | | notPaid
refused capture | resolved as paid | captured | |
refused capture | resolved as not paid | released | | notPaid
`
  .trim()
  .split('\n')
  .map((line) => line.trim());

function inWords(payment: Payment): string {
  return 'during' in payment ? `${payment.is}(${payment.during})` : payment.is;
}

describe('the payment machine', () => {
  test('makes exactly the transitions of its table, and has no place for anything else', () => {
    const made: string[] = [];
    for (const [from, payment] of Object.entries(payments)) {
      for (const [by, event] of Object.entries(events)) {
        const next = advancePayment(payment, event);
        if (next === null) continue;
        expect(paymentSchema.parse(JSON.parse(JSON.stringify(next.payment)))).toEqual(next.payment);
        const asks = next.effects.map(({ does }) => does).join(' ');
        const heard = next.verdict ?? '';
        made.push(`${from} | ${by} | ${inWords(next.payment)} | ${asks} | ${heard}`);
      }
    }
    const tidy = (line: string) => line.replace(/ +/g, ' ').trim();
    expect(made.map(tidy).toSorted()).toEqual(transitions.map(tidy).toSorted());
  });

  test('asks a customer once, and lets them go once', () => {
    const first = askFor(due);
    expect(first).toEqual({
      payment: payments['asked'],
      effects: [{ does: 'authorisePayment' }],
      verdict: null,
    });
    const second = unwant(first.payment);
    expect(second?.effects).toEqual([{ does: 'abortPayment' }]);
    expect(unwant(second!.payment)?.effects).toEqual([]);
    expect(unwant(payments['held']!)).toBeNull();
  });

  test('tells a customer once that time is over, and takes the money of one who has paid by then', () => {
    const late = hurry(asked)!;
    expect(late.effects).toEqual([{ does: 'abortPayment' }]);
    expect(hurry({ ...asked, isLate: true })).toBeNull();
    expect(hurry({ ...asked, isUnwanted: true })).toBeNull();
    expect(advancePayment(late.payment, events['approved']!)?.payment).toEqual(payments['held']);
  });

  test('takes what was held when the disc is taken, and gives it back where none is given', () => {
    const after = (step: typeof take) =>
      Object.fromEntries(
        ['none', 'due', 'held', 'charged', 'captured', 'released'].map((name) => {
          const { effects, payment } = step(payments[name]!);
          return [name, [payment.is, ...effects.map(({ does }) => does)]];
        }),
      );
    expect(after(take)).toEqual({
      none: ['none'],
      due: ['due'],
      held: ['capturing', 'capturePayment'],
      charged: ['captured'],
      captured: ['captured'],
      released: ['released'],
    });
    expect(after(giveBack)).toEqual({
      none: ['none'],
      due: ['declined'],
      held: ['releasing', 'releasePayment'],
      charged: ['releasing', 'releasePayment'],
      captured: ['captured'],
      released: ['released'],
    });
  });

  test('lets discs be made only for what is free, held or taken', () => {
    const settled = Object.entries(payments).flatMap(([name, payment]) =>
      isSettled(payment) ? [name] : [],
    );
    expect(settled).toEqual(['none', 'held', 'charged', 'captured']);
  });
});
