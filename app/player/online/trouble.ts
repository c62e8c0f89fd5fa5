import type { AppError } from '../../foundation/errors.ts';

/** What may be over in a moment: nobody answers, or what answers is not the bank as we know it. */
const TROUBLE: readonly string[] = [
  'BANK_UNREACHABLE',
  'BANK_FAILED',
  'BANK_BAD_REPLY',
  'BANK_BUSY',
  'COMPLEMENT_SEAL_BROKEN',
];

/** The bank has given the place of this viewing to others; a new viewing goes on with the showing. */
const LAPSED: readonly string[] = ['VIEWING_ENDED', 'VIEWING_UNKNOWN', 'VIEWING_TOKEN_REFUSED'];

export function isTrouble(error: AppError): boolean {
  return TROUBLE.includes(error.code) || error.code === 'BANK_ASKS_TO_WAIT';
}

export function isLapsed(error: AppError): boolean {
  return LAPSED.includes(error.code);
}
