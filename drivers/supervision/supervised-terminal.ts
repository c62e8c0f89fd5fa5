import type { CommandOptions } from '../contract/device.ts';
import type {
  AuthoriseRequest,
  Money,
  PaymentTerminal,
  PaymentTerminalCapabilities,
  PaymentTerminalStatus,
} from '../payment-terminal/contract.ts';
import { SupervisedDevice, type Supervision } from './supervised-device.ts';

/** A look at the terminal, under way or over. */
interface Looking {
  over: Promise<void>;
}

/**
 * A payment terminal that may be absent: nothing is asked of anybody's money then. Terminals do one thing at a time: a command
 * waits until they have said how they are.
 */
export class SupervisedTerminal
  extends SupervisedDevice<PaymentTerminalCapabilities, PaymentTerminalStatus, PaymentTerminal>
  implements PaymentTerminal
{
  readonly #looking: Looking;

  constructor(
    supervision: Supervision<PaymentTerminal>,
    expected: { readonly currency: string; readonly holds: boolean },
  ) {
    const looking: Looking = { over: Promise.resolve() };
    super(noting(supervision, looking), {
      capabilities: { model: 'not found yet', ...expected },
      status: { health: 'starting', reason: 'The payment terminal is looked for.', prompt: '' },
      forget: () => ({ prompt: '' }),
    });
    this.#looking = looking;
  }

  protected override async command<Result>(
    work: (terminal: PaymentTerminal) => Promise<Result>,
  ): Promise<Result> {
    await this.#looking.over;
    return super.command(work);
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

function noting(
  supervision: Supervision<PaymentTerminal>,
  looking: Looking,
): Supervision<PaymentTerminal> {
  const { look } = supervision;
  if (look === undefined) return supervision;
  const ask = (terminal: PaymentTerminal) => {
    const asked = look.ask(terminal);
    const over = () => {};
    looking.over = asked.then(over, over);
    return asked;
  };
  return { ...supervision, look: { ...look, ask } };
}
