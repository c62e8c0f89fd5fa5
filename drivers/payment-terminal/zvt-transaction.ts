import type { PaymentResult } from './zvt-replies.ts';

/** A payment as the terminal knows it, and all that a later booking needs of it. No card data. */
export interface ZvtTransaction {
  readonly sort: 'hold' | 'charge';
  readonly receipt: number;
  readonly amount: number;
  readonly proof: Uint8Array;
}

/** `hold-0042-499-0b001042…`: sort, receipt, amount, fields of the result in hexadecimal. */
export function formatTransaction({ sort, receipt, amount, proof }: ZvtTransaction): string {
  return `${sort}-${String(receipt).padStart(4, '0')}-${amount}-${Buffer.from(proof).toString('hex')}`;
}

export function parseTransaction(text: string): ZvtTransaction | null {
  const match = /^(hold|charge)-(\d{4})-(\d{1,12})-((?:[0-9a-f]{2})*)$/.exec(text);
  if (!match) return null;
  return {
    sort: match[1] === 'hold' ? 'hold' : 'charge',
    receipt: Number(match[2]),
    amount: Number(match[3]),
    proof: Uint8Array.from(Buffer.from(match[4] ?? '', 'hex')),
  };
}

/** What a good result says of the payment; `null` where it has no receipt number, which nothing can be booked without. */
export function transactionOf(
  result: Pick<PaymentResult, 'receipt' | 'proof'>,
  sort: 'hold' | 'charge',
  amount: number,
): string | null {
  const { receipt, proof } = result;
  return receipt === null ? null : formatTransaction({ sort, receipt, amount, proof });
}
