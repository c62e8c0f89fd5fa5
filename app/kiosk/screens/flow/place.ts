import type { OrderView } from '../../../contracts/kiosk-view.ts';
import { unreachable } from './unreachable.ts';

/** Why somebody identifies. A disc is handed out only to an identification made for it. */
export type Purpose =
  | { readonly for: 'order'; readonly titleId: string }
  | { readonly for: 'collect'; readonly orderId: string | null };

/** Where the customer stands. Each place holds only what is true there. */
export type Place =
  | { readonly at: 'attract' }
  | { readonly at: 'doors' }
  | { readonly at: 'catalogue' }
  | { readonly at: 'title'; readonly titleId: string }
  | { readonly at: 'identify'; readonly purpose: Purpose }
  | { readonly at: 'confirm'; readonly titleId: string; readonly requestKey: string }
  /** `isKnown`: the view has shown this order; once it has, its absence means that the session is over. */
  | { readonly at: 'making'; readonly orderId: string; readonly isKnown: boolean }
  | { readonly at: 'pay'; readonly orderId: string }
  | { readonly at: 'ready'; readonly orderId: string }
  | { readonly at: 'orders' }
  /** Pick-up while the line is down. `orderId`: of an order whose disc is wanted already. */
  | { readonly at: 'claim'; readonly orderId: string | null }
  /** `wasOpen`: the gate has been seen open, so a disc that is back in its slot was not taken. */
  | { readonly at: 'take'; readonly orderId: string; readonly wasOpen: boolean }
  /** The last two keep the order as it was: the controller forgets it with the session. */
  | { readonly at: 'done'; readonly order: OrderView }
  | { readonly at: 'trouble'; readonly order: OrderView }
  | { readonly at: 'starting' }
  | { readonly at: 'closed' };

/** What a place leads back to, or `null` where there is no way back. */
export function placeBefore(place: Place): Place | null {
  switch (place.at) {
    case 'catalogue':
    case 'orders':
      return { at: 'doors' };
    case 'title':
      return { at: 'catalogue' };
    case 'confirm':
      return { at: 'title', titleId: place.titleId };
    case 'identify':
      if (place.purpose.for === 'order') return { at: 'title', titleId: place.purpose.titleId };
      return place.purpose.orderId === null
        ? { at: 'doors' }
        : { at: 'ready', orderId: place.purpose.orderId };
    case 'claim':
      return place.orderId === null ? { at: 'doors' } : { at: 'ready', orderId: place.orderId };
    case 'attract':
    case 'doors':
    case 'making':
    case 'pay':
    case 'ready':
    case 'take':
    case 'done':
    case 'trouble':
    case 'starting':
    case 'closed':
      return null;
    default:
      return unreachable(place);
  }
}
