import { AppError, type Remedy } from '../../app/foundation/errors.ts';
import type { Money, paymentTerminalErrorCodes } from './contract.ts';

/** `PAYMENT_REFUSED_COMMAND`: nothing has been asked of anybody's money. */
export function refusedCommand(sentence: string, remedy: Remedy = 'call-attendant'): AppError {
  const code: (typeof paymentTerminalErrorCodes)[number] = 'PAYMENT_REFUSED_COMMAND';
  return new AppError(code, sentence, { remedy });
}

/** @throws AppError `PAYMENT_REFUSED_COMMAND` for what a terminal of `currency` cannot take. */
export function assertMoney(money: Money, currency: string, largest: number): void {
  const { amount } = money;
  if (!Number.isInteger(amount) || amount < 1 || amount > largest) {
    throw refusedCommand('This is no amount that can be paid.', 'fix-the-code');
  }
  if (money.currency !== currency) {
    throw refusedCommand(`The payment terminal takes ${currency} only.`, 'fix-the-code');
  }
}
