import type { AuthoriseOutcome, PaymentTerminalStatus } from './contract.ts';
import type { ZvtCommand } from './zvt-commands.ts';
import type { ZvtEnd } from './zvt-conversation.ts';
import { RESULT, resultText } from './zvt-texts.ts';
import { transactionOf, type ZvtTransaction } from './zvt-transaction.ts';

/**
 * How a payment ended, by the last word of the terminal. Without a result nobody knows, whatever the completion means; nor
 * where a good result was followed by an abort.
 */
export function outcomeOf(
  end: Exclude<ZvtEnd, { readonly ended: 'refused' }>,
  sort: ZvtTransaction['sort'],
  amount: number,
): AuthoriseOutcome {
  if (end.ended === 'unanswered') return { is: 'unknown' };
  if (end.ended === 'aborted') return saysBoth(end) ? { is: 'unknown' } : failed(end.code);
  const { result } = end.said;
  if (result === null) return { is: 'unknown' };
  if (result.code !== RESULT.good) return failed(result.code);
  const transaction = transactionOf(result, sort, amount);
  return transaction === null ? { is: 'unknown' } : { is: 'approved', transaction };
}

/** Whether a terminal said that all is well, and then that it is not. */
export function saysBoth(end: Extract<ZvtEnd, { readonly ended: 'aborted' }>): boolean {
  return end.said.result?.code === RESULT.good;
}

const failed = (code: number): AuthoriseOutcome =>
  code === RESULT.aborted ? { is: 'canceled' } : { is: 'declined', reason: resultText(code) };

/** How `amount` of what is held is taken: said itself, or by what of the hold is given back. */
export function captureCommand(
  by: 'book-total' | 'partial-reversal',
  { receipt, amount: held, proof }: ZvtTransaction,
  amount: number,
  currency: number,
): ZvtCommand {
  return by === 'book-total'
    ? { kind: 'book-total', receipt, amount, currency, proof }
    : { kind: 'reverse-part', receipt, amount: held - amount, currency };
}

/**
 * What the end of a status enquiry (05 01) says of a terminal: the completion holds its software's version, a length in three
 * bytes F0 to F9 before it, then the terminal's status, 00 or a result code.
 */
export function statusOf(
  end: Exclude<ZvtEnd, { readonly ended: 'unanswered' }>,
): Pick<PaymentTerminalStatus, 'health' | 'reason'> {
  if (end.ended === 'refused') return { health: 'deviceBusy', reason: '' };
  const code = end.ended === 'aborted' ? end.code : statusByte(end.data);
  if (code === RESULT.good || code === RESULT.cardInserted) return { health: 'online', reason: '' };
  return { health: 'hardwareError', reason: `The payment terminal says: ${resultText(code)}.` };
}

/** Terminals that send no status with the completion say by it that all is well. */
function statusByte(data: Uint8Array): number {
  const digits = [...data.subarray(0, 3)].map((byte) => byte & 0x0f);
  const length = digits.reduce((value, digit) => value * 10 + digit, 0);
  return data[3 + length] ?? RESULT.good;
}
