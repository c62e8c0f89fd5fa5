import type { KioskView, OrderView } from '../../../contracts/kiosk-view.ts';
import { isLineDown } from './line.ts';
import { findOrder, standingOf } from './order-standing.ts';
import type { Place, Purpose } from './place.ts';
import { unreachable } from './unreachable.ts';

/**
 * Where the customer stands after the machine has changed. Returns the same place where nothing moves them. A place
 * that belongs to an order outlives a machine that goes out of service: the disc in the burner is still theirs.
 */
export function followView(place: Place, view: KioskView): Place {
  switch (place.at) {
    case 'making':
    case 'pay':
    case 'ready':
    case 'take':
      return followOrder(place, findOrder(view.session.orders, place.orderId));
    case 'done':
    case 'trouble':
      return place;
    default:
      return followMachine(place, view);
  }
}

type OrderPlace = Extract<Place, { at: 'making' | 'pay' | 'ready' | 'take' }>;

function followOrder(place: OrderPlace, order: OrderView | null): Place {
  if (order === null) {
    // A disc that was taken may be forgotten at once; an order just placed may not be known yet.
    return place.at === 'making' && !place.isKnown ? place : { at: 'attract' };
  }
  const { orderId } = order;
  const standing = standingOf(order);
  switch (standing) {
    case 'paying':
      return place.at === 'pay' ? place : { at: 'pay', orderId };
    case 'making':
      if (place.at !== 'making') return { at: 'making', orderId, isKnown: true };
      return place.isKnown ? place : { ...place, isKnown: true };
    case 'ready':
      if (place.at !== 'take') return place.at === 'ready' ? place : { at: 'ready', orderId };
      return place.wasOpen ? { at: 'trouble', order } : place;
    case 'open':
      return place.at === 'take' && place.wasOpen ? place : { at: 'take', orderId, wasOpen: true };
    case 'taken':
      return { at: 'done', order };
    case 'unsure':
    case 'failed':
    case 'over':
      return { at: 'trouble', order };
    default:
      return unreachable(standing);
  }
}

function followMachine(place: Place, view: KioskView): Place {
  const { machine, session } = view;
  if (machine.mode === 'starting') return place.at === 'starting' ? place : { at: 'starting' };
  const isShut = machine.mode === 'outOfService' || machine.mode === 'maintenance';
  if (isShut && !canStayWhileShut(place, view)) return { at: 'closed' };
  if (place.at === 'starting') return { at: 'attract' };
  if (place.at === 'closed' && !isShut) return { at: 'attract' };
  const isWaiting = place.at === 'attract' || place.at === 'doors';
  if (isWaiting && session.cardWaiting && machine.pickUpClosed.length === 0) {
    const isDown = isLineDown(machine);
    return isDown ? { at: 'claim', orderId: null } : { at: 'identify', purpose: toCollect(null) };
  }
  return followLine(place, isLineDown(machine));
}

/** What is asked of who collects changes with the line, and the screen with it. */
function followLine(place: Place, isDown: boolean): Place {
  if (place.at === 'claim' && !isDown) {
    return { at: 'identify', purpose: toCollect(place.orderId) };
  }
  if (place.at === 'identify' && place.purpose.for === 'collect' && isDown) {
    return { at: 'claim', orderId: place.purpose.orderId };
  }
  return place;
}

function toCollect(orderId: string | null): Purpose {
  return { for: 'collect', orderId };
}

/** A machine that takes no orders may still hand out finished discs. */
function canStayWhileShut(place: Place, view: KioskView): boolean {
  if (place.at === 'closed') return true;
  if (view.machine.pickUpClosed.length > 0) return false;
  const { at } = place;
  if (at === 'claim') return true;
  return at === 'orders' || (place.at === 'identify' && place.purpose.for === 'collect');
}
