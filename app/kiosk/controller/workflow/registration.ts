import { AppError, isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { KioskBank } from '../bank/bank-client.ts';
import type { OrderDesk } from './order-desk.ts';

export interface RegistrationParts {
  readonly desk: OrderDesk;
  readonly bank: Pick<KioskBank, 'putOrder'>;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Tells the bank of new orders. The proof of who orders passes through here and is kept nowhere. */
export class Registration {
  readonly #parts: RegistrationParts;
  readonly #proofs = new Map<string, string>();
  readonly #failures = new Map<string, unknown>();

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
  }

  /** To be called before the order is placed. */
  expect(orderId: string, proof: string): void {
    this.#proofs.set(orderId, proof);
  }

  /** Why the bank did not take the order; read once, by whoever placed it. */
  failureOf(orderId: string): unknown {
    const failure = this.#failures.get(orderId);
    this.#failures.delete(orderId);
    return failure;
  }

  async register(orderId: string): Promise<void> {
    const { bank, desk, logger, signal } = this.#parts;
    const proof = this.#proofs.get(orderId);
    this.#proofs.delete(orderId);
    const order = desk.get(orderId);
    try {
      if (proof === undefined) throw notConfirmed();
      const { titleId } = order.title;
      const made = await bank.putOrder(orderId, { titleId, proof }, signal);
      const isTheSame =
        made.orderId === orderId &&
        made.code === order.code &&
        made.titleId === titleId &&
        made.userId === order.userId &&
        made.distributorId === order.distributorId;
      if (!isTheSame) throw notConfirmed();
      desk.happen(orderId, { is: 'registered' });
    } catch (error) {
      signal.throwIfAborted();
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.warn({ orderId, code }, 'The bank did not take an order.');
      this.#failures.set(orderId, error);
      desk.happen(orderId, { is: 'registrationFailed' });
    }
  }
}

function notConfirmed(): AppError {
  return new AppError('BANK_BAD_REPLY', 'The bank did not confirm this order.', {
    remedy: 'call-attendant',
  });
}
