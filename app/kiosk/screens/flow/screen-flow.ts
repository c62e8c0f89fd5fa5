import type { KioskView } from '../../../contracts/kiosk-view.ts';
import { isLineDown } from './line.ts';
import { findOrder, standingOf } from './order-standing.ts';
import { type Place, placeBefore, type Purpose } from './place.ts';
import { followView } from './view-moves.ts';
import { unreachable } from './unreachable.ts';

/** The whole of what the screens remember between two touches. */
export interface Flow {
  readonly place: Place;
  /** Counts sessions: a new number is a new React tree, so that nothing typed survives. */
  readonly session: number;
  /** Code of the refusal to be told at this place, or `null`. */
  readonly refusal: string | null;
}

export type FlowEvent =
  | { readonly type: 'view-changed' }
  | { readonly type: 'touched' }
  | { readonly type: 'film-door-chosen' }
  | { readonly type: 'order-door-chosen' }
  | { readonly type: 'title-chosen'; readonly titleId: string }
  /** `requestKey`: drawn by whoever sends the event, kept for as long as this confirmation stands. */
  | { readonly type: 'film-wanted'; readonly titleId: string; readonly requestKey: string }
  /** `session`: the one in which it was asked; what comes after its end is nobody's. */
  | { readonly type: 'identified'; readonly session: number; readonly requestKey: string }
  /** Both codes of an order were right. */
  | { readonly type: 'claimed'; readonly session: number; readonly orderId: string }
  | { readonly type: 'order-placed'; readonly orderId: string; readonly requestKey: string }
  /** `nextKey`: drawn by whoever sends the event, for the confirmation that may follow. */
  | {
      readonly type: 'order-refused';
      readonly code: string;
      readonly requestKey: string;
      readonly nextKey: string;
    }
  | { readonly type: 'order-chosen'; readonly orderId: string }
  | { readonly type: 'disc-wanted'; readonly orderId: string }
  | { readonly type: 'request-refused'; readonly session: number; readonly code: string }
  | { readonly type: 'went-back' }
  | { readonly type: 'session-ended' };

/** What the outside must do after a step. */
export type FlowEffect =
  | { readonly do: 'end-session' }
  | { readonly do: 'forget-card' }
  | { readonly do: 'collect'; readonly orderId: string };

export interface Step {
  readonly flow: Flow;
  readonly effects: readonly FlowEffect[];
}

export const firstFlow: Flow = { place: { at: 'attract' }, session: 1, refusal: null };

/** The code by which the controller asks for a fresh identification. */
const stale = 'IDENTITY_NOT_FRESH';

/** One step through the screens. Pure and total: an event that does not fit the place changes nothing. */
export function advanceFlow(flow: Flow, event: FlowEvent, view: KioskView): Step {
  const { place } = flow;
  switch (event.type) {
    case 'view-changed': {
      const next = followView(place, view);
      if (next === place) return stay(flow);
      const isEnd = next.at === 'attract' || next.at === 'closed' || next.at === 'starting';
      return isEnd ? endAt(flow, next, holdsSession(place)) : move(flow, next);
    }
    case 'touched':
      return place.at === 'attract' ? move(flow, { at: 'doors' }) : stay(flow);
    case 'film-door-chosen':
      return view.machine.mode === 'outOfService' || view.machine.mode === 'maintenance'
        ? stay(flow)
        : move(flow, { at: 'catalogue' });
    case 'order-door-chosen':
      return view.machine.pickUpClosed.length > 0
        ? stay(flow)
        : move(flow, identifyFor(null, view));
    case 'title-chosen':
      return move(flow, { at: 'title', titleId: event.titleId });
    case 'film-wanted':
      if (place.at !== 'title' || place.titleId !== event.titleId) return stay(flow);
      return isIdentified(view)
        ? move(flow, { at: 'confirm', titleId: event.titleId, requestKey: event.requestKey })
        : move(flow, { at: 'identify', purpose: { for: 'order', titleId: event.titleId } });
    case 'identified':
      return place.at === 'identify' && event.session === flow.session
        ? afterIdentification(flow, place.purpose, event.requestKey)
        : stay(flow);
    case 'claimed':
      return place.at === 'claim' && event.session === flow.session
        ? afterClaim(flow, event.orderId, view)
        : stay(flow);
    case 'order-placed':
      return place.at === 'confirm' && place.requestKey === event.requestKey
        ? move(flow, { at: 'making', orderId: event.orderId, isKnown: false })
        : stay(flow);
    case 'order-refused':
      return place.at === 'confirm' && place.requestKey === event.requestKey
        ? confirmAgain(flow, place, event.code, event.nextKey)
        : stay(flow);
    case 'order-chosen':
      return place.at === 'orders' ? choose(flow, event.orderId, view) : stay(flow);
    case 'disc-wanted':
      return move(flow, identifyFor(event.orderId, view));
    case 'request-refused':
      return event.session === flow.session ? refused(flow, event.code, view) : stay(flow);
    case 'went-back': {
      const before = placeBefore(place);
      if (before === null) return stay(flow);
      return {
        flow: { ...flow, place: before, refusal: null },
        effects: place.at === 'identify' ? [{ do: 'forget-card' }] : [],
      };
    }
    case 'session-ended':
      return endAt(flow, { at: 'attract' }, true);
    default:
      return unreachable(event);
  }
}

function stay(flow: Flow): Step {
  return { flow, effects: [] };
}

function move(flow: Flow, place: Place): Step {
  return { flow: { ...flow, place, refusal: null }, effects: [] };
}

function endAt(flow: Flow, place: Place, tellsController: boolean): Step {
  return {
    flow: { place, session: flow.session + 1, refusal: null },
    effects: tellsController ? [{ do: 'end-session' }] : [],
  };
}

/** Whether something of a customer may be on the screen here. */
function holdsSession(place: Place): boolean {
  return place.at !== 'attract' && place.at !== 'closed' && place.at !== 'starting';
}

function isIdentified(view: KioskView): boolean {
  const { identifiedUntil } = view.session;
  return identifiedUntil !== null && identifiedUntil > view.now;
}

function afterIdentification(flow: Flow, purpose: Purpose, requestKey: string): Step {
  if (purpose.for === 'order') {
    return move(flow, { at: 'confirm', titleId: purpose.titleId, requestKey });
  }
  return purpose.orderId === null ? move(flow, { at: 'orders' }) : collect(flow, purpose.orderId);
}

/** Where whoever wants a disc says who they are: by card or number, or by codes while nobody can check those. */
function identifyFor(orderId: string | null, { machine }: KioskView): Place {
  return isLineDown(machine)
    ? { at: 'claim', orderId }
    : { at: 'identify', purpose: { for: 'collect', orderId } };
}

/** The codes were for one order: straight to it, wherever it stands. */
function afterClaim(flow: Flow, orderId: string, view: KioskView): Step {
  const step = choose(flow, orderId, view);
  return step.flow === flow ? move(flow, { at: 'orders' }) : step;
}

function choose(flow: Flow, orderId: string, view: KioskView): Step {
  const order = findOrder(view.session.orders, orderId);
  if (order === null) return stay(flow);
  const standing = standingOf(order);
  switch (standing) {
    case 'ready':
      return view.machine.pickUpClosed.length > 0 ? stay(flow) : collect(flow, orderId);
    case 'paying':
      return move(flow, { at: 'pay', orderId });
    case 'making':
      return move(flow, { at: 'making', orderId, isKnown: true });
    case 'open':
      return move(flow, { at: 'take', orderId, wasOpen: true });
    case 'unsure':
    case 'failed':
      return move(flow, { at: 'trouble', order });
    case 'taken':
    case 'over':
      return stay(flow);
    default:
      return unreachable(standing);
  }
}

function collect(flow: Flow, orderId: string): Step {
  const step = move(flow, { at: 'take', orderId, wasOpen: false });
  return { ...step, effects: [{ do: 'collect', orderId }] };
}

/** Refusals of the line itself: the order may have been made, so that asking again must be the same request. */
const unanswered = ['SCREEN_NO_ANSWER', 'SCREEN_NO_CONNECTION'];

/** What was refused is over for the controller: to ask again is to ask anew. */
function confirmAgain(
  flow: Flow,
  place: Extract<Place, { at: 'confirm' }>,
  code: string,
  nextKey: string,
): Step {
  const { titleId } = place;
  if (code === stale) return move(flow, { at: 'identify', purpose: { for: 'order', titleId } });
  const requestKey = unanswered.includes(code) ? place.requestKey : nextKey;
  return { flow: { ...flow, place: { ...place, requestKey }, refusal: code }, effects: [] };
}

function refused(flow: Flow, code: string, view: KioskView): Step {
  const { place } = flow;
  if (place.at === 'take' && !place.wasOpen) {
    const next: Place = code === stale ? identifyFor(place.orderId, view) : { at: 'orders' };
    return { flow: { ...flow, place: next, refusal: code === stale ? null : code }, effects: [] };
  }
  return { flow: { ...flow, refusal: code }, effects: [] };
}
