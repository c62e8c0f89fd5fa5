import { z } from 'zod';
import { discIdSchema, orderIdSchema } from '../contracts/identifiers.ts';
import { unreachable } from '../foundation/errors.ts';
import type { OrderIn } from './order-state.ts';

/** What a compartment of the delivery gate is kept for. */
export const slotStateSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('empty') }),
  z.strictObject({ is: z.literal('reserved'), orderId: orderIdSchema }),
  z.strictObject({ is: z.literal('occupied'), orderId: orderIdSchema, discId: discIdSchema }),
  /** Nothing is put in or given out until a person has looked. */
  z.strictObject({ is: z.literal('blocked'), reason: z.string() }),
]);
export type SlotState = z.infer<typeof slotStateSchema>;

export type SlotEvent =
  | { readonly is: 'reserved'; readonly orderId: string }
  | { readonly is: 'filled'; readonly orderId: string; readonly discId: string }
  /** By its order: reserved and not used, or its disc is gone by a sensor's word. */
  | { readonly is: 'freed'; readonly orderId: string }
  | { readonly is: 'blocked'; readonly reason: string }
  /** A person looked, and nothing lies in it. */
  | { readonly is: 'cleared' };

/** What a slot becomes by an event; null where it may not: a slot serves one order at a time. */
export function advanceSlot(state: SlotState, event: SlotEvent): SlotState | null {
  switch (event.is) {
    case 'reserved':
      return state.is === 'empty' ? { is: 'reserved', orderId: event.orderId } : null;
    case 'filled':
      return state.is === 'reserved' && state.orderId === event.orderId
        ? { is: 'occupied', orderId: event.orderId, discId: event.discId }
        : null;
    case 'freed':
      return (state.is === 'reserved' || state.is === 'occupied') && state.orderId === event.orderId
        ? { is: 'empty' }
        : null;
    case 'blocked':
      return { is: 'blocked', reason: event.reason };
    case 'cleared':
      return state.is === 'blocked' ? { is: 'empty' } : null;
    default:
      return unreachable(event);
  }
}

/**
 * What the slot of an order comes to whose disc nobody knows the place of. A slot that its disc was not yet on its way
 * to is free for others; any other stays closed until a person has looked.
 *
 * @param isStagingBegun whether the disc's way to its slot was begun at all.
 */
export function slotOfSuspect(
  orderId: string,
  was: OrderIn<'suspect'>['was'],
  isStagingBegun: boolean,
): SlotEvent {
  return was === 'producing' && !isStagingBegun
    ? { is: 'freed', orderId }
    : { is: 'blocked', reason: `suspect in ${was}` };
}
