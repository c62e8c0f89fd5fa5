import type { Licences } from '../../../db/bank/licences.ts';
import type { OrderRecord, Orders } from '../../../db/bank/orders.ts';
import type { LicenceStatus } from '../../contracts/licence.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { licenceStatus } from '../../licences/licence-status.ts';
import type { LicenceFacts } from '../../licences/viewing.ts';
import type { Catalogue } from '../orders/ports.ts';
import { titleName } from './title-name.ts';

export interface LicenceShelfParts {
  readonly orders: Orders;
  readonly licences: Licences;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}

/** Licences as their viewers may see them. */
export class LicenceShelf {
  readonly #parts: LicenceShelfParts;

  constructor(parts: LicenceShelfParts) {
    this.#parts = parts;
  }

  /** Oldest first. */
  async ofUser(userId: string): Promise<LicenceStatus[]> {
    const { licences, orders } = this.#parts;
    const shelf: LicenceStatus[] = [];
    for (const order of await orders.ofUser(userId)) {
      const facts = await licences.facts(order.orderId);
      if (facts !== null) shelf.push(this.statusOf(order, facts));
    }
    return shelf;
  }

  statusOf({ orderId, titleId }: OrderRecord, facts: LicenceFacts): LicenceStatus {
    const { catalogue, clock } = this.#parts;
    const order = { orderId, titleId, titleName: titleName(catalogue, titleId) };
    return licenceStatus(facts, order, timestamp(clock));
  }
}
