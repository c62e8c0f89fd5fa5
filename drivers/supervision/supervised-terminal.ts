import type { CommandOptions } from '../contract/device.ts';
import type {
  AuthoriseRequest,
  Money,
  PaymentTerminal,
  PaymentTerminalCapabilities,
  PaymentTerminalStatus,
} from '../payment-terminal/contract.ts';
import { SupervisedDevice, type Supervision } from './supervised-device.ts';

/** A payment terminal that may be absent: nothing is asked of anybody's money then. */
export class SupervisedTerminal
  extends SupervisedDevice<PaymentTerminalCapabilities, PaymentTerminalStatus, PaymentTerminal>
  implements PaymentTerminal
{
  constructor(
    supervision: Supervision<PaymentTerminal>,
    expected: { readonly currency: string; readonly holds: boolean },
  ) {
    super(supervision, {
      capabilities: { model: 'not found yet', ...expected },
      status: { health: 'starting', reason: 'The payment terminal is looked for.', prompt: '' },
      forget: () => ({ prompt: '' }),
    });
  }

  authorise(request: AuthoriseRequest, options?: CommandOptions) {
    return this.command((terminal) => terminal.authorise(request, options));
  }

  capture(transaction: string, money: Money, options?: CommandOptions) {
    return this.command((terminal) => terminal.capture(transaction, money, options));
  }

  release(transaction: string, money: Money, options?: CommandOptions) {
    return this.command((terminal) => terminal.release(transaction, money, options));
  }

  enquire(reference: string, options?: CommandOptions) {
    return this.command((terminal) => terminal.enquire(reference, options));
  }

  readStatus(options?: CommandOptions) {
    return this.command((terminal) => terminal.readStatus(options));
  }
}
