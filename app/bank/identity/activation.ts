import type { Orders } from '../../../db/bank/orders.ts';
import type { Users } from '../../../db/bank/users.ts';
import type { ActivationRequest } from '../../contracts/viewer-api.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Identifier } from './identify.ts';
import { claimKey, type Pepper } from './identity-keys.ts';
import type { Passwords } from './passwords.ts';
import { WorkLimit } from './work-limit.ts';

/** PINs verified at once for people at home; kiosks are not held up by them. */
const AT_ONCE = 8;

export interface ActivationParts {
  readonly users: Users;
  readonly orders: Orders;
  readonly identifier: Identifier;
  readonly passwords: Passwords;
  readonly pepper: Pepper;
}

/** How a customer of a kiosk becomes a viewer at home: by what they know there, and a disc of theirs. */
export class Activation {
  readonly #parts: ActivationParts;
  readonly #limit = new WorkLimit(AT_ONCE);

  constructor(parts: ActivationParts) {
    this.#parts = parts;
  }

  /**
   * Sets the first password of a member. Who does not hold a disc of that member cannot try their PIN, nor use up their
   * attempts at it: attempts with any other order are answered alike, and counted apart.
   *
   * @throws AppError `IDENTIFICATION_REFUSED`, `IDENTIFICATION_LOCKED`; `VIEWER_ACTIVATED` where there is a password
   *   already; `BANK_BUSY`.
   */
  activate(request: ActivationRequest): Promise<void> {
    return this.#limit.run(() => this.#activate(request));
  }

  async #activate({ member, orderId, password, pin }: ActivationRequest): Promise<void> {
    const { identifier, orders, passwords, pepper, users } = this.#parts;
    const [user, order] = [await users.findByMember(member), await orders.find(orderId)];
    const isTheirs = user !== null && order?.userId === user.userId;
    const { userId } = await identifier.verify(
      isTheirs ? user : null,
      claimKey(pepper, 'activation', member),
      pin,
    );
    if (await passwords.setFirst(userId, password)) return;
    throw new AppError('VIEWER_ACTIVATED', 'This member has a password already.', {
      remedy: 'reject-input',
    });
  }
}
