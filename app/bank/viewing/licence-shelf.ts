import type { Licences } from '../../../db/bank/licences.ts';
import type { OrderRecord, Orders } from '../../../db/bank/orders.ts';
import type { LicenceStatus } from '../../contracts/licence.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { licenceStatus } from '../../licences/licence-status.ts';
import type { LicenceFacts } from '../../licences/viewing.ts';
import type { Catalogue } from '../orders/ports.ts';
import { TitleNames } from './title-name.ts';

export interface LicenceShelfParts {
  readonly orders: Orders;
  readonly licences: Licences;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}

/** Licences as their viewers may see them. */
export class LicenceShelf {
  readonly #parts: LicenceShelfParts;
  readonly #names: TitleNames;

  constructor(parts: LicenceShelfParts) {
    this.#parts = parts;
    this.#names = new TitleNames(parts.catalogue, parts.clock);
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
    const order = { orderId, titleId, titleName: this.#names.of(titleId) };
    return licenceStatus(facts, order, timestamp(this.#parts.clock));
  }
}
