import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { PaidOrderAdvance } from '../../../orders/paid-order.ts';
import { changeDisc, type KioskRecords } from '../records/kiosk-records.ts';
import type { OrderDesk } from './order-desk.ts';

/**
 * Ends a suspect order by what was found out of its disc; its money follows. The disc leaves the place where it was lost, in
 * the same transaction.
 *
 * @param disc `inMachine`: it was found and is kept; nobody gets it.
 * @param also what else is recorded with it, where the order is taken as settled.
 * @param by the person who says so; null where no person did.
 * @returns refused where it is not suspect any more.
 * @throws AppError `ORDER_UNKNOWN`.
 */
export function settleSuspect(
  parts: { readonly desk: OrderDesk; readonly records: KioskRecords; readonly clock: Clock },
  orderId: string,
  disc: 'withCustomer' | 'inMachine',
  also: () => void = () => {},
  by: string | null = null,
): PaidOrderAdvance {
  const { clock, desk, records } = parts;
  const { state } = desk.get(orderId);
  const at = timestamp(clock);
  const outcome = disc === 'withCustomer' ? 'fulfilled' : 'failed';
  return desk.happen(orderId, { is: 'resolved', outcome }, () => {
    also();
    const discId = state.at === 'suspect' ? state.discId : null;
    if (discId === null) return;
    const { state: before } = records.discs.get(discId);
    if (before.at !== 'unknown') return;
    const event = { is: disc === 'withCustomer' ? 'taken' : 'retained' } as const;
    changeDisc(records, discId, event, at, { reason: 'settled', by });
  });
}
