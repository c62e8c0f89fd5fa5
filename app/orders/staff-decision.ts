import type { orderRemedies } from '../contracts/panel-view.ts';
import { unreachable } from '../foundation/errors.ts';
import { advancePrintJob } from './print-job-machine.ts';
import { goTo, refuse, type OrderAdvance } from './order-advance.ts';
import type { OrderEffect } from './order-effect.ts';
import type { OrderRules } from './order-rules.ts';
import type { OrderIn, OrderState } from './order-state.ts';
import type { StaffEvent } from './staff-event.ts';

/**
 * What an order becomes by a person's decision. Pure and total. What moves is never interfered with: only what waits can be
 * decided about; and what was given once is at its end, so that nothing is given twice.
 */
export function advanceByStaff(
  state: OrderState,
  event: StaffEvent & { readonly at: number },
  rules: OrderRules,
): OrderAdvance {
  switch (event.is) {
    case 'resumed':
      return resume(state);
    case 'foundInSlot':
      return foundInSlot(state, event.at, rules);
    case 'madeAnew':
      return makeAnew(state, event.slot);
    case 'givenUp':
      return giveUp(state);
    case 'handedOut':
      return handOut(state, event.at);
    default:
      return unreachable(event);
  }
}

/** A jacket that stopped gets as many tries as at first; null where none did. */
function withJacketTriedAnew(state: OrderIn<'queued' | 'producing'>): OrderAdvance | null {
  const jacket = advancePrintJob(state.jacket, { is: 'triedAnew' });
  return jacket === null ? null : goTo({ ...state, jacket }, { does: 'printJacket' });
}

function resume(state: OrderState): OrderAdvance {
  switch (state.at) {
    case 'queued':
    case 'producing':
      return withJacketTriedAnew(state) ?? (state.at === 'queued' ? goTo(state) : refuse(state));
    case 'notTaken':
      return goTo(state, { does: 'recheckSlot', slot: state.slot });
    case 'suspect': {
      const { remake, slot } = state;
      return remake === undefined ? refuse(state) : goTo({ at: 'queued', slot, ...remake });
    }
    default:
      return refuse(state);
  }
}

/** Whoever identified before now has to do it again: `readyAt` is set anew. */
function foundInSlot(state: OrderState, at: number, rules: OrderRules): OrderAdvance {
  if (!wasFinished(state)) return refuse(state);
  const { discId, slot } = state;
  return goTo({ at: 'ready', slot, discId, readyAt: at, holdUntil: at + rules.holdFor });
}

/** A finished disc that nobody knows the place of. One that was lost in production was never proven good. */
function wasFinished(
  state: OrderState,
): state is OrderIn<'suspect'> & { readonly discId: string; was: 'presenting' | 'notTaken' } {
  return state.at === 'suspect' && state.was !== 'producing' && state.discId !== null;
}

/** One that a customer may have in hand is not made again: it is settled first. */
function makeAnew(state: OrderState, slot: number): OrderAdvance {
  const next: OrderState = { at: 'authorised', slot };
  if (state.at === 'suspect' && state.was === 'producing' && state.isRestored === undefined) {
    return goTo(next, { does: 'describeStream' });
  }
  const old = filledSlot(state);
  if (old === null) return refuse(state);
  return goTo(next, { does: 'clearSlot', slot: old }, { does: 'describeStream' });
}

/** The slot in which its disc lies and waits; null where none does. */
function filledSlot(state: OrderState): number | null {
  if (state.at === 'ready') return state.slot;
  const isStaged = state.at === 'producing' && state.disc.is === 'staged';
  return isStaged && state.jacket.is !== 'printing' ? state.slot : null;
}

function giveUp(state: OrderState): OrderAdvance {
  const ends: readonly OrderEffect[] = [
    { does: 'report', event: 'failed' },
    { does: 'discardStream' },
  ];
  const reason = 'given-up';
  const slot = filledSlot(state);
  if (slot !== null) {
    return goTo({ at: 'failed', reason, slot }, ...ends, { does: 'clearSlot', slot });
  }
  switch (state.at) {
    case 'authorised':
    case 'preparing':
    case 'queued':
    case 'suspect':
      return goTo({ at: 'failed', reason, slot: null }, ...ends, { does: 'freeStock' });
    default:
      return refuse(state);
  }
}

function handOut(state: OrderState, at: number): OrderAdvance {
  if (state.at !== 'ready' && state.at !== 'notTaken' && !wasFinished(state)) return refuse(state);
  return goTo(
    { at: 'fulfilled', discId: state.discId, takenAt: at },
    { does: 'report', event: 'taken' },
  );
}

/** What a person may be offered for an order, in the words of the panel. */
export const remedyEvents: readonly (readonly [
  (typeof orderRemedies)[number],
  readonly StaffEvent[],
])[] = [
  ['resume', [{ is: 'resumed' }, { is: 'foundInSlot' }]],
  ['restart', [{ is: 'madeAnew', slot: 1 }]],
  ['give-up', [{ is: 'givenUp' }]],
  ['hand-out', [{ is: 'handedOut' }]],
];
