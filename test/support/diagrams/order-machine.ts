import { discRejectionSchema } from '../../../app/orders/disc-machine.ts';
import type { OrderEvent } from '../../../app/orders/order-event.ts';
import { advanceOrder, beginOrder } from '../../../app/orders/order-machine.ts';
import { standardOrderRules } from '../../../app/orders/order-rules.ts';
import type { OrderState } from '../../../app/orders/order-state.ts';
import type { PaymentEvent } from '../../../app/orders/payment-event.ts';
import type { ExploredMachine } from './explore.ts';

type LifeEvent = Exclude<OrderEvent, PaymentEvent>;
type Body<Event> = Event extends { readonly at: number } ? Omit<Event, 'at'> : never;
/** Of each event at least one: what is left out does not compile. */
type Samples = {
  readonly [Name in LifeEvent['is']]: (
    now: number,
    state: OrderState,
  ) => readonly Body<Extract<LifeEvent, { is: Name }>>[];
};

const stream = { bytes: 4096, sectors: 2, sha256: 'a'.repeat(64) };

/** The disc of the order, or one that it does not know yet. */
function discIdOf(state: OrderState): string {
  if ('discId' in state && state.discId !== null) return state.discId;
  if (state.at === 'producing' && 'discId' in state.disc) return state.disc.discId;
  return 'd_disc01';
}

const samples: Samples = {
  registered: () => [{ is: 'registered' }],
  registrationFailed: () => [{ is: 'registrationFailed' }],
  paymentBegun: () => [{ is: 'paymentBegun' }],
  paid: () => [{ is: 'paid' }],
  notPaid: () => [{ is: 'notPaid' }],
  payLimitPassed: () => [{ is: 'payLimitPassed' }],
  streamDescribed: () => [{ is: 'streamDescribed', stream }],
  streamReady: () => [{ is: 'streamReady' }],
  streamFailed: () => [{ is: 'streamFailed', reason: 'stream-failed' }],
  driveLeased: () => [{ is: 'driveLeased', drive: 1 }],
  nothingPicked: () => [{ is: 'nothingPicked' }],
  discPicked: (_, state) => [{ is: 'discPicked', discId: discIdOf(state) }],
  discVerified: (_, state) => [{ is: 'discVerified', discId: discIdOf(state) }],
  discStaged: (_, state) => [{ is: 'discStaged', discId: discIdOf(state) }],
  discRejected: (_, state) =>
    discRejectionSchema.options.map((reason) => ({
      is: 'discRejected',
      discId: discIdOf(state),
      reason,
    })),
  discLost: (_, state) => [
    { is: 'discLost', discId: discIdOf(state) },
    { is: 'discLost', discId: null },
  ],
  discFound: (_, state) => [
    { is: 'discFound', discId: discIdOf(state), drive: 1, as: 'blank' },
    { is: 'discFound', discId: discIdOf(state), drive: 1, as: 'complete' },
  ],
  discMissing: (_, state) => [
    { is: 'discMissing', discId: discIdOf(state) },
    { is: 'discMissing', discId: null },
  ],
  pathCleared: () => [{ is: 'pathCleared' }],
  leftAtExit: () => [{ is: 'leftAtExit' }],
  jacketPrinted: () => [{ is: 'jacketPrinted' }],
  jacketStopped: () => [{ is: 'jacketStopped' }],
  printerReady: () => [{ is: 'printerReady' }],
  claimRequested: (now) => [{ is: 'claimRequested', identifiedAt: now }],
  presentable: () => [{ is: 'presentable' }],
  notPresentable: () => [{ is: 'notPresentable' }],
  gateOpened: (now) => [{ is: 'gateOpened', takeBefore: now + 30_000 }],
  gateStayedClosed: () => [{ is: 'gateStayedClosed' }],
  taken: () => [{ is: 'taken' }],
  notTaken: () => [{ is: 'notTaken' }],
  outcomeUnknown: () => [{ is: 'outcomeUnknown' }],
  retracted: () => [{ is: 'retracted' }],
  retractionUnproven: () => [{ is: 'retractionUnproven' }],
  holdPassed: () => [{ is: 'holdPassed' }],
  clockSetBack: () => [{ is: 'clockSetBack' }],
  slotCleared: () => [{ is: 'slotCleared' }],
  cancelRequested: () => [{ is: 'cancelRequested' }],
  holdReleased: () => [{ is: 'holdReleased' }],
  restarted: () => [{ is: 'restarted' }],
  resumed: () => [{ is: 'resumed' }],
  foundInSlot: () => [{ is: 'foundInSlot' }],
  madeAnew: () => [{ is: 'madeAnew', slot: 2 }],
  givenUp: () => [{ is: 'givenUp' }],
  handedOut: () => [{ is: 'handedOut' }],
  recordsRestored: () => [{ is: 'recordsRestored' }],
  resolved: () => [
    { is: 'resolved', outcome: 'fulfilled' },
    { is: 'resolved', outcome: 'failed' },
  ],
};

/** Two discs and two jackets lead everywhere that more do. */
const rules = { ...standardOrderRules, maximumDiscs: 2, maximumJackets: 2 };

/** Earlier than anything a state speaks of: milliseconds since 1970. */
const BEFORE = 500_000;

/** A little later than anything the state speaks of, and long after it. */
function momentsAfter(state: OrderState): number[] {
  const named = [...JSON.stringify(state).matchAll(/\d{4,}/g)].map(([digits]) => Number(digits));
  const latest = Math.max(1_000_000, ...named.filter((moment) => moment < 1e12));
  return state.at === 'ready' ? [latest + 1000, latest + 2 * rules.holdFor] : [latest + 1000];
}

export const orderMachine: ExploredMachine<OrderState, OrderEvent> = {
  title: 'An order',
  begins: [beginOrder(1).state],
  nameOf: ({ at }) => at,
  labelOf: ({ is }) => is,
  eventsIn: (state) =>
    momentsAfter(state).flatMap((at) =>
      Object.values(samples).flatMap((sample) =>
        sample(at, state).map((event) => ({
          ...event,
          at: event.is === 'clockSetBack' ? BEFORE : at,
        })),
      ),
    ),
  advance(state, event) {
    const { refusal, state: next } = advanceOrder(state, event, rules);
    return refusal === null ? next : null;
  },
};
