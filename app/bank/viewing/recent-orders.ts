import type { OrderRecord, Orders } from '../../../db/bank/orders.ts';
import { viewingRefused } from './viewing-refusals.ts';

/** Orders kept: some hundred bytes each. */
const KEPT = 8192;

/**
 * Orders that were asked for lately, so that a request of blocks reads only what can change. An order does not; but its
 * `licence` and `mainStream` are as they were when it was first read.
 */
export class RecentOrders {
  readonly #orders: Orders;
  readonly #kept = new Map<string, OrderRecord>();

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  /** @throws AppError `WRONG_DISC` where there is no such order: no disc of this bank says so. */
  async get(orderId: string): Promise<OrderRecord> {
    const kept = this.#kept.get(orderId);
    if (kept !== undefined) return kept;
    const order = await this.#orders.find(orderId);
    if (order === null) throw viewingRefused('WRONG_DISC', null);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= KEPT) this.#kept.delete(oldest);
    this.#kept.set(orderId, order);
    return order;
  }
}
