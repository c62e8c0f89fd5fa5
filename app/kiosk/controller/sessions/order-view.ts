import type { MakingStep, OrderView, PaymentView } from '../../../contracts/kiosk-view.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { unreachable } from '../../../foundation/errors.ts';
import type { OrderState } from '../../../orders/order-state.ts';
import type { Payment } from '../../../orders/payment-state.ts';
import type { OrderRecord } from '../records/kiosk-records.ts';
import type { CountedStep, LiveProgress } from '../workflow/live-progress.ts';
import type { WaitingEstimate } from '../machine/waiting-estimate.ts';

type StepState = MakingStep['state'];

export interface OrderViewParts {
  readonly progress: LiveProgress;
  readonly estimate: Pick<WaitingEstimate, 'timeTo'>;
  /** Whether a disc can be begun now. */
  readonly canBegin: boolean;
  /** Whether what is still to be fetched can be. */
  readonly isBankReachable: boolean;
  readonly payment: Payment;
  /** What collects it without the bank; null where this start does not know it. */
  readonly pickUpCode: string | null;
  /** What the payment terminal asks for just now. */
  readonly prompt: string;
  readonly clock: Clock;
}

/** An order as its own customer may see it: nothing of the disc's identity, of hashes, or of other people's orders. */
export function orderView(
  order: OrderRecord,
  { progress, estimate, clock, ...known }: OrderViewParts,
): OrderView {
  const { canBegin, isBankReachable, payment, pickUpCode, prompt } = known;
  const { orderId, code, title, state } = order;
  const wait = estimate.timeTo(orderId);
  const isFetching = state.at === 'authorised' || state.at === 'preparing';
  const isHeldUp = (state.at === 'queued' && !canBegin) || (isFetching && !isBankReachable);
  const isJacketStuck =
    (state.at === 'queued' || state.at === 'producing') && state.jacket.is === 'stopped';
  return {
    orderId,
    code,
    pickUpCode,
    titleId: title.titleId,
    state: state.at,
    steps: stepsOf(order, progress),
    attempt: 'attempt' in state ? state.attempt : 1,
    // Nobody can tell when somebody will bring paper or blanks, or mend what is broken.
    readyAt: wait === null || isHeldUp || isJacketStuck ? null : instant(clock.now() + wait),
    holdUntil: 'holdUntil' in state ? instant(state.holdUntil) : null,
    slot: slotOf(state),
    takeBefore:
      state.at === 'presenting' && state.takeBefore !== null ? instant(state.takeBefore) : null,
    failure: failureOf(state, payment),
    payment: paymentView(state, payment, prompt),
  };
}

function paymentView(state: OrderState, payment: Payment, prompt: string): PaymentView | null {
  if (payment.is === 'none') return null;
  return {
    ...payment.money,
    state: moneyState(payment),
    prompt: payment.is === 'asked' ? prompt : '',
    payBefore: state.at === 'paying' ? instant(state.payBefore) : null,
    isEnding: payment.is === 'asked' && (payment.isUnwanted || payment.isLate),
  };
}

/** What the customer's money is at, as they would say. */
function moneyState(payment: Exclude<Payment, { is: 'none' }>): PaymentView['state'] {
  switch (payment.is) {
    case 'due':
    case 'asked':
      return 'asked';
    case 'held':
    case 'capturing':
      return 'held';
    case 'charged':
    case 'captured':
      return 'captured';
    case 'releasing':
      return payment.wasCharged ? 'captured' : 'held';
    case 'released':
    case 'declined':
      return 'released';
    case 'doubtful':
    case 'refused':
      return 'doubtful';
    default:
      return unreachable(payment);
  }
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

/** The slot that a customer is sent to: only once the disc is in it. */
function slotOf(state: OrderState): number | null {
  switch (state.at) {
    case 'ready':
    case 'claiming':
    case 'presenting':
    case 'notTaken':
      return state.slot;
    default:
      return null;
  }
}

/** Payments that ended because the customer, or the machine, gave the order up. */
const unasked: ReadonlySet<string> = new Set(['canceled', 'not asked', 'DEVICE_CANCELED']);

function failureOf(state: OrderState, payment: Payment): OrderView['failure'] {
  if (state.at === 'cancelled' && payment.is === 'declined' && !unasked.has(payment.reason)) {
    return 'payment-declined';
  }
  if (state.at === 'failed' || state.at === 'released') return state.reason;
  return null;
}

function stepsOf({ orderId, state, title }: OrderRecord, progress: LiveProgress): MakingStep[] {
  const states = stepStates(state);
  const counted = (step: CountedStep): MakingStep => ({
    step,
    state: states[step],
    done:
      states[step] === 'done'
        ? title.sectors
        : Math.min(title.sectors, progress.sectorsOf(orderId, step)),
    total: title.sectors,
  });
  const { burning, checking } = withinProduction(
    state,
    states,
    progress.sectorsOf(orderId, 'burning') >= title.sectors,
  );
  return [
    counted('prepared'),
    { ...counted('burning'), state: burning },
    { ...counted('checking'), state: checking },
    { step: 'jacket', state: states.jacket },
    { step: 'slot', state: states.slot },
  ];
}

type StepStates = Record<'prepared' | 'burning' | 'checking' | 'jacket' | 'slot', StepState>;

const allWaiting: StepStates = {
  prepared: 'waiting',
  burning: 'waiting',
  checking: 'waiting',
  jacket: 'waiting',
  slot: 'waiting',
};
const allDone: StepStates = {
  prepared: 'done',
  burning: 'done',
  checking: 'done',
  jacket: 'done',
  slot: 'done',
};

function stepStates(state: OrderState): StepStates {
  switch (state.at) {
    case 'placed':
    case 'paying':
    case 'cancelled':
      return allWaiting;
    case 'authorised':
    case 'preparing':
      return { ...allWaiting, prepared: 'active' };
    case 'queued':
      return { ...allWaiting, prepared: 'done', jacket: jacketState(state.jacket.is) };
    case 'producing': {
      const isMade = state.disc.is === 'verified' || state.disc.is === 'staged';
      return {
        prepared: 'done',
        burning: isMade ? 'done' : state.disc.is === 'making' ? 'active' : 'waiting',
        checking: isMade ? 'done' : 'waiting',
        jacket: jacketState(state.jacket.is),
        slot: state.disc.is === 'staged' ? 'done' : isMade ? 'active' : 'waiting',
      };
    }
    case 'failed':
      return failedSteps(state.reason);
    case 'released':
      return state.reason === null ? allWaiting : failedSteps(state.reason);
    case 'suspect':
      return state.was === 'producing'
        ? { ...allWaiting, prepared: 'done', burning: 'failed' }
        : allDone;
    default:
      return allDone;
  }
}

/** Writing ends before reading back begins: told apart by what was counted. */
function withinProduction(
  state: OrderState,
  states: StepStates,
  isWritten: boolean,
): { readonly burning: StepState; readonly checking: StepState } {
  const isMaking = state.at === 'producing' && state.disc.is === 'making';
  if (!isMaking || !isWritten) return states;
  return { burning: 'done', checking: 'active' };
}

function jacketState(is: string): StepState {
  switch (is) {
    case 'printing':
      return 'active';
    case 'printed':
      return 'done';
    case 'stopped':
    case 'refused':
      return 'failed';
    default:
      return 'waiting';
  }
}

function failedSteps(reason: string): StepStates {
  switch (reason) {
    case 'bank-unreachable':
    case 'stream-failed':
      return { ...allWaiting, prepared: 'failed' };
    case 'print-failed':
      return { ...allDone, jacket: 'failed', slot: 'waiting' };
    case 'verify-failed':
      return { ...allWaiting, prepared: 'done', burning: 'done', checking: 'failed' };
    default:
      return { ...allWaiting, prepared: 'done', burning: 'failed' };
  }
}
