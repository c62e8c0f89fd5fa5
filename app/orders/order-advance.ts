import type { OrderEffect } from './order-effect.ts';
import type { Advance, Refusal } from './order-event.ts';
import type { OrderState } from './order-state.ts';

export type OrderAdvance = Advance<OrderState, OrderEffect>;

export function goTo(state: OrderState, ...effects: OrderEffect[]): OrderAdvance {
  return { state, effects, refusal: null };
}

export function refuse(state: OrderState, refusal: Refusal = 'ORDER_NOT_NOW'): OrderAdvance {
  return { state, effects: [], refusal };
}
