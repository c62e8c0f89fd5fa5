import type { PaymentBooking } from '../world/world-state.ts';
import type { World } from '../world/world.ts';

/** Writes a booking into the ledger of the world's payment terminal; its receipt is the next number. */
export function book(world: World, booking: Omit<PaymentBooking, 'receipt'>): PaymentBooking {
  const written = { receipt: world.state.payments.length + 1, ...booking };
  world.change((draft) => {
    draft.payments.push(written);
  });
  return written;
}

/** Holds and charges that have been neither captured nor released, oldest first. */
export function openBookings(world: World, kind: 'hold' | 'charge'): readonly PaymentBooking[] {
  const { payments } = world.state;
  const ended = new Set(payments.map(({ of }) => of));
  return payments.filter((booking) => booking.kind === kind && !ended.has(booking.receipt));
}
