import type { PaymentTerminalStatus } from './contract.ts';
import type { ZvtEnd } from './zvt-conversation.ts';
import { RESULT, resultText } from './zvt-texts.ts';

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
