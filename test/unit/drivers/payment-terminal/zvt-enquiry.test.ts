import { describe, expect, it } from 'vitest';
import { deviceOffline } from '../../../../drivers/contract/device-errors.ts';
import type { PaymentNote } from '../../../../drivers/payment-terminal/payment-memory.ts';
import type { ZvtEnd } from '../../../../drivers/payment-terminal/zvt-conversation.ts';
import {
  formatBefore,
  resolveNote,
  surveyTerminal,
  type Survey,
} from '../../../../drivers/payment-terminal/zvt-enquiry.ts';
import type { PaymentResult } from '../../../../drivers/payment-terminal/zvt-replies.ts';

function result(receipt: number, changes: Partial<PaymentResult> = {}): PaymentResult {
  return {
    code: 0,
    amount: 499,
    receipt,
    trace: 1000 + receipt,
    cardName: '',
    text: '',
    proof: Uint8Array.of(0x19, 0x60),
    ...changes,
  };
}
const HOLD = 'hold-0008-499-1960';
const CHARGE = 'charge-0008-499-1960';
const note = (
  doing: PaymentNote['doing'],
  before: Survey,
  transaction: string | null = null,
): PaymentNote => ({
  reference: 'order-1',
  amount: 499,
  is: transaction === null ? 'none' : transaction.startsWith('hold') ? 'held' : 'captured',
  transaction,
  doing,
  before: formatBefore(before),
});
const BEFORE: Survey = { last: result(7), open: [3] };
const NO_LIST: Survey = { last: result(7), open: 'unsupported' };
const NOTHING: Survey = { last: 'unsupported', open: 'unsupported' };

describe('what became of a payment whose outcome is not known', () => {
  it.each<[string, Survey, Survey, 'hold' | 'charge', ReturnType<typeof resolveNote>]>([
    [
      'a reservation is open that was not: it is ours',
      BEFORE,
      { last: result(8), open: [3, 8] },
      'hold',
      { is: 'held', transaction: HOLD },
    ],
    [
      'of which the terminal says no more than its receipt',
      BEFORE,
      { last: result(7), open: [3, 8] },
      'hold',
      { is: 'held', transaction: 'hold-0008-499-' },
    ],
    [
      'no reservation is open that was not: there is none',
      BEFORE,
      { last: result(7), open: [3] },
      'hold',
      { is: 'none', transaction: null },
    ],
    [
      'one was open before and is gone: there is none of ours',
      BEFORE,
      { last: result(8), open: [] },
      'hold',
      { is: 'none', transaction: null },
    ],
    [
      'two are open that were not: nobody can say which',
      BEFORE,
      { last: result(9), open: [3, 8, 9] },
      'hold',
      null,
    ],
    [
      'no list, but another last transaction of this amount',
      NO_LIST,
      { last: result(8), open: 'unsupported' },
      'hold',
      { is: 'held', transaction: HOLD },
    ],
    [
      'no list, and another last transaction of another amount',
      NO_LIST,
      { last: result(8, { amount: 500 }), open: 'unsupported' },
      'hold',
      null,
    ],
    [
      'no list, and the last transaction failed',
      NO_LIST,
      { last: result(8, { code: 0x71 }), open: 'unsupported' },
      'hold',
      { is: 'none', transaction: null },
    ],
    [
      'no list, and the last transaction is the one before',
      NO_LIST,
      NO_LIST,
      'hold',
      { is: 'none', transaction: null },
    ],
    [
      'no list, and a first transaction',
      { last: null, open: 'unsupported' },
      { last: result(8), open: 'unsupported' },
      'charge',
      { is: 'captured', transaction: CHARGE },
    ],
    [
      'no list, and still none at all',
      { last: null, open: 'unsupported' },
      { last: null, open: 'unsupported' },
      'charge',
      { is: 'none', transaction: null },
    ],
    ['the terminal can say nothing', NOTHING, NOTHING, 'charge', null],
  ])('%s', (_, before, now, sort, expected) => {
    expect(resolveNote(note('authorise', before), now, sort)).toEqual(expected);
  });

  it.each<[string, 'capture' | 'release', string, Survey, ReturnType<typeof resolveNote>]>([
    [
      'a hold that is still open was not captured',
      'capture',
      HOLD,
      { last: result(8), open: [8] },
      { is: 'held', transaction: HOLD },
    ],
    [
      'a hold that is not open any more was',
      'capture',
      HOLD,
      { last: result(9), open: [] },
      { is: 'captured', transaction: HOLD },
    ],
    [
      'a hold that is still open was not released',
      'release',
      HOLD,
      { last: result(8), open: [8] },
      { is: 'held', transaction: HOLD },
    ],
    [
      'a hold that is not open any more was',
      'release',
      HOLD,
      { last: result(9), open: [] },
      { is: 'released', transaction: HOLD },
    ],
    [
      'no list: nothing has happened since',
      'capture',
      HOLD,
      NO_LIST,
      { is: 'held', transaction: HOLD },
    ],
    [
      'no list: something has happened since, and it was good',
      'release',
      HOLD,
      { last: result(8), open: 'unsupported' },
      { is: 'released', transaction: HOLD },
    ],
    [
      'a charge was reversed if something good has happened since',
      'release',
      CHARGE,
      { last: result(9), open: 'unsupported' },
      { is: 'released', transaction: CHARGE },
    ],
    [
      'a charge was not reversed if what happened since failed',
      'release',
      CHARGE,
      { last: result(9, { code: 0xb4 }), open: 'unsupported' },
      { is: 'captured', transaction: CHARGE },
    ],
    ['the terminal can say nothing', 'release', CHARGE, NOTHING, null],
  ])('%s', (_, doing, transaction, now, expected) => {
    const before = now === NOTHING ? NOTHING : NO_LIST;
    expect(resolveNote(note(doing, before, transaction), now, 'hold')).toEqual(expected);
  });
});

describe('what a terminal is asked', () => {
  const refused = (code: number): ZvtEnd => ({ ended: 'refused', code });
  const ask = (list: ZvtEnd, last: ZvtEnd) =>
    surveyTerminal(
      ({ kind }) => Promise.resolve(kind === 'list-reservations' ? list : last),
      '000000',
      true,
    );

  it('says nothing that can be relied on while it is busy', async () => {
    expect(await ask(refused(0xa0), refused(0x83))).toBe('busy');
    expect(await ask(refused(0x83), refused(0x9c))).toBe('busy');
  });

  it('is what it says it does not know', async () => {
    expect(await ask(refused(0x83), refused(0x83))).toEqual(NOTHING);
  });

  it('is its last transaction, and its open reservations', async () => {
    const said = { result: result(8), lines: [] };
    const list: ZvtEnd = { ended: 'aborted', code: 0xb8, receipts: [8], said };
    const last: ZvtEnd = { ended: 'completed', data: new Uint8Array(), said };
    expect(await ask(list, last)).toEqual({ open: [8], last: result(8) });
  });

  it('is not known where it did not answer', async () => {
    const why = deviceOffline('The payment terminal');
    const unanswered: ZvtEnd = { ended: 'unanswered', why };
    await expect(ask(unanswered, unanswered)).rejects.toBe(why);
  });
});
