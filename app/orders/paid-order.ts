import type { OrderEffect } from './order-effect.ts';
import type { OrderEvent, Refusal } from './order-event.ts';
import { advanceOrder, beginOrder } from './order-machine.ts';
import { standardOrderRules, type OrderRules } from './order-rules.ts';
import type { OrderState } from './order-state.ts';
import { isPaymentEvent, type PaymentEvent } from './payment-event.ts';
import {
  advancePayment,
  askFor,
  giveBack,
  hurry,
  take,
  unwant,
  type PaymentAdvance,
} from './payment-machine.ts';
import { freePayment, isSettled, type Payment } from './payment-state.ts';

/** An order and its money: the two change together. */
export interface PaidOrder {
  readonly state: OrderState;
  readonly payment: Payment;
}

export interface PaidOrderAdvance extends PaidOrder {
  readonly effects: readonly OrderEffect[];
  /** Null where the event was taken; otherwise nothing changed and nothing is to be done. */
  readonly refusal: Refusal | null;
}

/** A new order, with its slot reserved, and what it costs. */
export function beginPaidOrder(slot: number, payment: Payment = freePayment): PaidOrderAdvance {
  return { ...beginOrder(slot), payment };
}

/**
 * The life of an order with its money: held before a disc is begun, taken once the disc was, given back where none is
 * given. Pure and total, as `advanceOrder` is; an order that costs nothing lives exactly as that says.
 */
export function advancePaidOrder(
  order: PaidOrder,
  event: OrderEvent,
  rules: OrderRules = standardOrderRules,
): PaidOrderAdvance {
  if (isPaymentEvent(event)) return advanceMoney(order, event, event.at, rules);
  const { payment, state } = order;
  switch (event.is) {
    case 'registered':
      return payment.is === 'due' && state.at === 'placed'
        ? join(order, { at: event.at, is: 'paymentBegun' }, askFor(payment), rules)
        : follow(order, event, rules);
    case 'cancelRequested':
    case 'payLimitPassed':
      return state.at === 'paying' ? endWait(order, event, rules) : follow(order, event, rules);
    case 'paymentBegun':
    case 'paid':
    case 'notPaid':
      // Said by the payment alone.
      return refuse(order);
    case 'driveLeased':
    case 'handedOut':
    case 'madeAnew':
      return isSettled(payment) ? follow(order, event, rules) : refuse(order);
    case 'presentable':
      return isSettled(payment)
        ? follow(order, event, rules)
        : follow(order, { at: event.at, is: 'notPresentable' }, rules);
    default:
      return follow(order, event, rules);
  }
}

function refuse(order: PaidOrder, refusal: Refusal = 'ORDER_NOT_NOW'): PaidOrderAdvance {
  return { ...order, effects: [], refusal };
}

/** The order goes first, and its money follows from where it comes to. */
function follow(order: PaidOrder, event: OrderEvent, rules: OrderRules): PaidOrderAdvance {
  const { effects, refusal, state } = advanceOrder(order.state, event, rules);
  if (refusal !== null) return refuse(order, refusal);
  const money = moneyAfter(order, state);
  const next = { state, payment: money.payment };
  return closed(next, [...effects, ...money.effects], event.at, rules);
}

function moneyAfter({ payment, state: before }: PaidOrder, after: OrderState): PaymentAdvance {
  if (after.at !== before.at) {
    if (after.at === 'fulfilled') return take(payment);
    if (after.at === 'failed' || after.at === 'cancelled' || after.at === 'expired') {
      return giveBack(payment);
    }
  }
  return { payment, effects: [], verdict: null };
}

/** The money goes first; an order that waits for it follows. */
function advanceMoney(
  order: PaidOrder,
  event: PaymentEvent,
  at: number,
  rules: OrderRules,
): PaidOrderAdvance {
  // What nobody held yet cannot be paid: the order has to end before a person can say so.
  const isTooSoon = event.is === 'paymentResolved' && event.outcome === 'paid';
  if (isTooSoon && order.state.at === 'paying') return refuse(order);
  const money = advancePayment(order.payment, event);
  if (money === null) return refuse(order);
  if (money.verdict === null || order.state.at !== 'paying') {
    const last = afterEnd(order.state, money);
    const next = { state: waitsOn(order.state, at, rules), payment: last.payment };
    return closed(next, last.effects, at, rules);
  }
  return join(order, { at, is: money.verdict }, money, rules);
}

/** The order may have ended while its money was looked for: what was found then goes where the order's end wants it. */
function afterEnd(state: OrderState, money: PaymentAdvance): PaymentAdvance {
  if (money.payment.is !== 'held' && money.payment.is !== 'charged') return money;
  if (state.at === 'fulfilled') return take(money.payment);
  const isOver = state.at === 'failed' || state.at === 'cancelled' || state.at === 'expired';
  return isOver ? giveBack(money.payment) : money;
}

/** An order whose money is in doubt waits for the answer as long as it would for its customer. */
function waitsOn(state: OrderState, at: number, rules: OrderRules): OrderState {
  return state.at === 'paying' ? { ...state, payBefore: at + rules.payWithin } : state;
}

/** Both change by one event. */
function join(
  order: PaidOrder,
  event: OrderEvent,
  money: PaymentAdvance,
  rules: OrderRules,
): PaidOrderAdvance {
  const next = advanceOrder(order.state, event, rules);
  if (next.refusal !== null) return refuse(order, next.refusal);
  const joined = { state: next.state, payment: money.payment };
  return closed(joined, [...next.effects, ...money.effects], event.at, rules);
}

/**
 * The customer gives up, or takes too long. What the terminal was asked ends by its own word; where that word is lost
 * already the order ends now, and its money is looked for without it.
 */
function endWait(order: PaidOrder, event: OrderEvent, rules: OrderRules): PaidOrderAdvance {
  const { payment, state } = order;
  if (state.at !== 'paying') return refuse(order);
  const isLate = event.is === 'payLimitPassed';
  if (isLate && event.at < state.payBefore) return refuse(order);
  const money = isLate && payment.is === 'asked' ? hurry(payment) : unwant(payment);
  if (money === null) return refuse(order);
  if (money.payment.is === 'doubtful') {
    return join(order, { at: event.at, is: 'notPaid' }, money, rules);
  }
  return { ...order, payment: money.payment, effects: money.effects, refusal: null };
}

/** Nothing is held of the customer any more, and no disc of the order lies in a slot: it is over. */
function closed(
  order: PaidOrder,
  effects: readonly OrderEffect[],
  at: number,
  rules: OrderRules,
): PaidOrderAdvance {
  const { payment, state } = order;
  const isFree = payment.is === 'released' && !('slot' in state && state.slot !== null);
  const end = isFree ? advanceOrder(state, { at, is: 'holdReleased' }, rules) : null;
  const last = end === null || end.refusal !== null ? state : end.state;
  return { state: last, payment, effects, refusal: null };
}
