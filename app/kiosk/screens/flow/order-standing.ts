import type { OrderView } from '../../../contracts/kiosk-view.ts';
import { unreachable } from './unreachable.ts';

/** What an order's state means to the one who stands before the machine. */
export type Standing =
  'paying' | 'making' | 'ready' | 'open' | 'taken' | 'unsure' | 'failed' | 'over';

export function standingOf(order: OrderView): Standing {
  switch (order.state) {
    case 'paying':
      return 'paying';
    case 'placed':
    case 'authorised':
    case 'preparing':
    case 'queued':
    case 'producing':
      return 'making';
    case 'ready':
    case 'claiming':
    case 'notTaken':
      return 'ready';
    case 'presenting':
      return 'open';
    case 'fulfilled':
      return 'taken';
    case 'suspect':
      return 'unsure';
    case 'failed':
      return 'failed';
    case 'cancelled':
    case 'expired':
      return 'over';
    case 'released':
      return order.failure === null ? 'over' : 'failed';
    default:
      return unreachable(order.state);
  }
}

/** Free until burning starts: the states in which the contract lets an order be cancelled. */
export function canCancel(order: OrderView): boolean {
  return ['placed', 'paying', 'authorised', 'preparing', 'queued'].includes(order.state);
}

export function findOrder(orders: readonly OrderView[], orderId: string): OrderView | null {
  return orders.find((order) => order.orderId === orderId) ?? null;
}
