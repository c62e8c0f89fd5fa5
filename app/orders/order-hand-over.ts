import { unreachable } from '../foundation/errors.ts';
import type { OrderEvent } from './order-event.ts';
import { goTo, refuse, type OrderAdvance } from './order-advance.ts';
import { isFreshFor, type OrderRules } from './order-rules.ts';
import type { OrderIn } from './order-state.ts';

type HandOver = OrderIn<'ready' | 'claiming' | 'presenting' | 'notTaken'>;

/**
 * A finished disc on its way out. Presenting is begun at most once for each identification: `claiming` keeps the one it
 * was begun with, and every way back to `ready` sets `readyAt` anew, so that only a later identification is fresh.
 */
export function advanceHandOver(
  state: HandOver,
  event: OrderEvent,
  rules: OrderRules,
): OrderAdvance {
  if (event.is === 'cancelRequested') return refuse(state, 'ORDER_TOO_LATE');
  if (event.is === 'clockSetBack') return bringBack(state, event.at, rules);
  switch (state.at) {
    case 'ready':
      return advanceReady(state, event, rules);
    case 'claiming':
      return advanceClaiming(state, event);
    case 'presenting':
      return advancePresenting(state, event);
    case 'notTaken':
      return advanceNotTaken(state, event);
    default:
      return unreachable(state);
  }
}

/** What stays true of a disc that is still in its slot. */
function kept(state: HandOver) {
  const { slot, discId, readyAt, holdUntil } = state;
  return { slot, discId, readyAt, holdUntil };
}

/** Ready again: whoever identified before now has to do it again. */
function readyAgain(state: HandOver, at: number): OrderAdvance {
  return goTo({ at: 'ready', ...kept(state), readyAt: Math.max(at, state.readyAt) });
}

/** Nothing that was dated while the clock was ahead lies later than now. Only identifications that are yet to come are fresh. */
function bringBack(state: HandOver, now: number, rules: OrderRules): OrderAdvance {
  const readyAt = Math.min(state.readyAt, now);
  const holdUntil = Math.min(state.holdUntil, now + rules.holdFor);
  const isAhead = readyAt !== state.readyAt || holdUntil !== state.holdUntil;
  if (state.at === 'ready' || state.at === 'notTaken') {
    return isAhead ? goTo({ ...state, readyAt, holdUntil }) : refuse(state);
  }
  const identifiedAt = Math.min(state.identifiedAt, now);
  return isAhead || identifiedAt !== state.identifiedAt
    ? goTo({ ...state, readyAt, holdUntil, identifiedAt })
    : refuse(state);
}

function suspect(state: HandOver, was: 'presenting' | 'notTaken', at: number): OrderAdvance {
  return goTo({ at: 'suspect', was, slot: state.slot, discId: state.discId, since: at });
}

function advanceReady(state: OrderIn<'ready'>, event: OrderEvent, rules: OrderRules): OrderAdvance {
  switch (event.is) {
    case 'claimRequested':
      return isFreshFor(event.identifiedAt, state.readyAt, event.at, rules)
        ? goTo(
            { at: 'claiming', ...kept(state), identifiedAt: event.identifiedAt },
            { does: 'checkSlot', slot: state.slot },
          )
        : refuse(state, 'IDENTITY_NOT_FRESH');
    case 'holdPassed':
      return event.at >= state.holdUntil
        ? goTo(
            { at: 'expired', discId: state.discId, slot: state.slot },
            { does: 'report', event: 'cancelled' },
            { does: 'clearSlot', slot: state.slot },
          )
        : refuse(state);
    case 'restarted':
      return goTo(state);
    default:
      return refuse(state);
  }
}

function advanceClaiming(state: OrderIn<'claiming'>, event: OrderEvent): OrderAdvance {
  switch (event.is) {
    case 'presentable':
      return goTo(
        { at: 'presenting', ...kept(state), identifiedAt: state.identifiedAt, takeBefore: null },
        { does: 'present', slot: state.slot },
      );
    case 'notPresentable':
    case 'restarted':
      return readyAgain(state, Math.max(event.at, state.identifiedAt));
    default:
      return refuse(state);
  }
}

function advancePresenting(state: OrderIn<'presenting'>, event: OrderEvent): OrderAdvance {
  switch (event.is) {
    case 'gateOpened':
      return state.takeBefore === null
        ? goTo({ ...state, takeBefore: event.takeBefore }, { does: 'report', event: 'presented' })
        : refuse(state);
    case 'gateStayedClosed':
      return state.takeBefore === null
        ? readyAgain(state, Math.max(event.at, state.identifiedAt))
        : suspect(state, 'presenting', event.at);
    case 'leftAtExit':
      return goTo(
        { at: 'expired', discId: state.discId, slot: state.slot },
        { does: 'report', event: 'not-taken' },
        { does: 'report', event: 'cancelled' },
        { does: 'clearSlot', slot: state.slot },
      );
    case 'taken':
      return goTo(
        { at: 'fulfilled', discId: state.discId, takenAt: event.at },
        { does: 'report', event: 'taken' },
      );
    case 'notTaken':
      return goTo(
        { at: 'notTaken', ...kept(state), readyAt: Math.max(event.at, state.identifiedAt) },
        { does: 'report', event: 'not-taken' },
        { does: 'recheckSlot', slot: state.slot },
      );
    case 'outcomeUnknown':
      // The lock may have moved and nobody watched: giving again could give twice.
      return suspect(state, 'presenting', event.at);
    default:
      return refuse(state);
  }
}

function advanceNotTaken(state: OrderIn<'notTaken'>, event: OrderEvent): OrderAdvance {
  switch (event.is) {
    case 'retracted':
      return readyAgain(state, event.at);
    case 'retractionUnproven':
      return suspect(state, 'notTaken', event.at);
    case 'restarted':
      return goTo(state, { does: 'recheckSlot', slot: state.slot });
    default:
      return refuse(state);
  }
}
