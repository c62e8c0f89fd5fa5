import { describe, expect, it } from 'vitest';
import type { ZvtEnd } from '../../../../drivers/payment-terminal/zvt-conversation.ts';
import { outcomeOf } from '../../../../drivers/payment-terminal/zvt-outcomes.ts';
import { RESULT } from '../../../../drivers/payment-terminal/zvt-texts.ts';

const result = (code: number) => ({
  code,
  amount: 499,
  receipt: 42,
  trace: 7,
  cardName: '',
  text: '',
  proof: new Uint8Array(),
});
const said = (code: number | null) => ({ result: code === null ? null : result(code), lines: [] });
const aborted = (code: number, before: number | null) =>
  ({ ended: 'aborted', code, receipts: null, said: said(before) }) as const;
const completed = (code: number | null) =>
  ({ ended: 'completed', data: new Uint8Array(), said: said(code) }) as const;

describe('how a payment ended, by the words of a ZVT terminal', () => {
  it.each<[string, Exclude<ZvtEnd, { readonly ended: 'refused' }>, object]>([
    ['a good result, completed', completed(0), { is: 'approved', transaction: 'hold-0042-499-' }],
    ['completed without a result', completed(null), { is: 'unknown' }],
    ['aborted by the customer', aborted(RESULT.aborted, null), { is: 'canceled' }],
    ['aborted after a good result', aborted(RESULT.aborted, 0), { is: 'unknown' }],
    ['aborted after a bad result', aborted(RESULT.aborted, 5), { is: 'canceled' }],
  ])('%s', (_, end, outcome) => {
    expect(outcomeOf(end, 'hold', 499)).toEqual(outcome);
  });
});
