import { unreachable } from '../foundation/errors.ts';
import type { OrderEffect } from './order-effect.ts';
import type { OrderEvent } from './order-event.ts';
import { goTo, refuse, type OrderAdvance } from './order-advance.ts';
import { standardOrderRules, type OrderRules } from './order-rules.ts';
import type { OrderState } from './order-state.ts';
import { advanceHandOver } from './order-hand-over.ts';
import { advanceProduction } from './order-production.ts';
import { advanceByStaff } from './staff-decision.ts';
import { isStaffEvent } from './staff-event.ts';

/** A new order, with its slot reserved. The bank's word authorises it, once it is paid where it has a price. */
export function beginOrder(slot: number): OrderAdvance {
  return goTo({ at: 'placed', slot }, { does: 'register' });
}

/**
 * The life of an order: what it becomes by an event, and what is to be done about it.
 *
 * Pure and total: an event that has no place in a state is refused and changes nothing. Facts only move forward; the
 * phases `claiming`, `presenting` and `notTaken` may step back to `ready`.
 */
export function advanceOrder(
  state: OrderState,
  event: OrderEvent,
  rules: OrderRules = standardOrderRules,
): OrderAdvance {
  if (event.is === 'recordsRestored') return doubtRestored(state, event.at);
  if (isStaffEvent(event)) return advanceByStaff(state, event, rules);
  switch (state.at) {
    case 'placed':
    case 'paying':
    case 'authorised':
    case 'preparing':
      return advancePreparation(state, event, rules);
    case 'queued':
    case 'producing':
      return advanceProduction(state, event, rules);
    case 'ready':
    case 'claiming':
    case 'presenting':
    case 'notTaken':
      return advanceHandOver(state, event, rules);
    case 'fulfilled':
    case 'suspect':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'released':
      return advanceEnd(state, event);
    default:
      return unreachable(state);
  }
}

/**
 * An order of records that went back to a copy: since then it may have been made, and given. Whatever was under way waits for a
 * person, or for its disc to be played at home.
 */
function doubtRestored(state: OrderState, since: number): OrderAdvance {
  const restored = { at: 'suspect', was: 'producing', isRestored: true } as const;
  switch (state.at) {
    case 'placed':
    case 'paying':
    case 'authorised':
    case 'preparing':
    case 'queued':
      return goTo({ ...restored, slot: state.slot, discId: null, since });
    case 'producing': {
      const discId = state.disc.is === 'picking' ? null : state.disc.discId;
      return goTo({ ...restored, slot: state.slot, discId, since });
    }
    case 'ready':
    case 'claiming':
    case 'presenting':
    case 'notTaken': {
      const { discId, slot } = state;
      return goTo({ at: 'suspect', was: 'presenting', slot, discId, since });
    }
    case 'fulfilled':
    case 'suspect':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'released':
      return refuse(state);
    default:
      return unreachable(state);
  }
}

type Preparation = Extract<OrderState, { at: 'placed' | 'paying' | 'authorised' | 'preparing' }>;

function advancePreparation(
  state: Preparation,
  event: OrderEvent,
  rules: OrderRules,
): OrderAdvance {
  const freeing: readonly OrderEffect[] = [{ does: 'freeStock' }, { does: 'discardStream' }];
  switch (event.is) {
    case 'registered':
      return state.at === 'placed'
        ? goTo({ at: 'authorised', slot: state.slot }, { does: 'describeStream' })
        : refuse(state);
    case 'paymentBegun':
      return state.at === 'placed'
        ? goTo({ at: 'paying', slot: state.slot, payBefore: event.at + rules.payWithin })
        : refuse(state);
    case 'paid':
      return state.at === 'paying'
        ? goTo({ at: 'authorised', slot: state.slot }, { does: 'describeStream' })
        : refuse(state);
    case 'notPaid':
      return state.at === 'paying'
        ? goTo({ at: 'cancelled' }, { does: 'report', event: 'cancelled' }, ...freeing)
        : refuse(state);
    case 'registrationFailed':
      return state.at === 'placed'
        ? goTo({ at: 'cancelled' }, { does: 'report', event: 'cancelled' }, ...freeing)
        : refuse(state);
    case 'streamDescribed':
      return state.at === 'authorised'
        ? goTo({ at: 'preparing', slot: state.slot, stream: event.stream }, { does: 'fetchStream' })
        : refuse(state);
    case 'streamReady':
      return state.at === 'preparing'
        ? goTo({ ...state, at: 'queued', attempt: 1, jacket: { is: 'notBegun' } })
        : refuse(state);
    case 'streamFailed':
      return state.at === 'placed' || state.at === 'paying'
        ? refuse(state)
        : goTo(
            { at: 'failed', reason: event.reason, slot: null },
            { does: 'report', event: 'failed' },
            ...freeing,
          );
    case 'cancelRequested':
      // Money that is asked for is no longer the order's alone to give up.
      return state.at === 'paying'
        ? refuse(state)
        : goTo({ at: 'cancelled' }, { does: 'report', event: 'cancelled' }, ...freeing);
    case 'clockSetBack':
      return state.at === 'paying' && state.payBefore > event.at + rules.payWithin
        ? goTo({ ...state, payBefore: event.at + rules.payWithin })
        : refuse(state);
    case 'restarted':
      if (state.at === 'paying') return goTo({ ...state, payBefore: event.at + rules.payWithin });
      // The proof of who ordered lived in memory only: an order that the bank did not confirm cannot go on.
      if (state.at === 'placed') {
        return goTo({ at: 'cancelled' }, { does: 'report', event: 'cancelled' }, ...freeing);
      }
      return goTo(state, { does: state.at === 'authorised' ? 'describeStream' : 'fetchStream' });
    default:
      return refuse(state);
  }
}

type End = Extract<
  OrderState,
  { at: 'fulfilled' | 'suspect' | 'failed' | 'cancelled' | 'expired' | 'released' }
>;

function advanceEnd(state: End, event: OrderEvent): OrderAdvance {
  switch (event.is) {
    case 'slotCleared':
      return (state.at === 'failed' || state.at === 'expired') && state.slot !== null
        ? goTo({ ...state, slot: null })
        : refuse(state);
    case 'holdReleased':
      if (state.at !== 'failed' && state.at !== 'cancelled' && state.at !== 'expired') {
        return refuse(state);
      }
      return goTo({
        at: 'released',
        after: state.at,
        reason: state.at === 'failed' ? state.reason : null,
      });
    case 'resolved':
      return state.at === 'suspect'
        ? resolve(state, event.outcome, event.at)
        : refuse(state, 'ORDER_SETTLED');
    case 'pathCleared':
      return state.at === 'suspect' ? remake(state) : refuse(state);
    case 'taken':
      // The sensor's word may come after doubt was recorded: evidence beats bookkeeping.
      return state.at === 'suspect' && state.was !== 'producing'
        ? resolve(state, 'fulfilled', event.at)
        : refuse(state);
    case 'clockSetBack':
      // Otherwise its time limit would come so much later.
      return state.at === 'suspect' && state.since > event.at
        ? goTo({ ...state, since: event.at })
        : refuse(state);
    case 'cancelRequested':
      return refuse(state, 'ORDER_TOO_LATE');
    default:
      return refuse(state);
  }
}

function resolve(
  state: Extract<OrderState, { at: 'suspect' }>,
  outcome: 'fulfilled' | 'failed',
  at: number,
): OrderAdvance {
  const keptStream: readonly OrderEffect[] =
    state.remake === undefined ? [] : [{ does: 'discardStream' }];
  if (outcome === 'fulfilled') {
    if (state.discId === null) return refuse(state);
    return goTo(
      { at: 'fulfilled', discId: state.discId, takenAt: at },
      { does: 'report', event: 'taken' },
      ...keptStream,
    );
  }
  return goTo(
    { at: 'failed', reason: 'robot-fault', slot: null },
    { does: 'report', event: 'failed' },
    ...keptStream,
  );
}

function remake(state: Extract<OrderState, { at: 'suspect' }>): OrderAdvance {
  const { remake: kept, slot } = state;
  return kept === undefined ? refuse(state) : goTo({ at: 'queued', slot, ...kept });
}
