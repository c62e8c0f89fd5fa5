import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { PaidOrderAdvance } from '../../../orders/paid-order.ts';
import { changeDisc, type KioskRecords } from '../records/kiosk-records.ts';
import type { OrderDesk } from './order-desk.ts';

/** Who or what ended a doubt. */
export interface Settlement {
  readonly through: 'playback' | 'staff' | 'timeLimit';
  /** The person who says so; left out where no person did. */
  readonly by?: string | null;
  /** What else is recorded with it, where the order is taken as settled. */
  readonly also?: () => void;
}

/**
 * Ends a suspect order by what was found out of its disc; its money follows. The disc leaves the place where it was lost, and
 * the event `order.settled` says through what, in the same transaction. The first to settle an order is the last: whoever
 * comes later is refused with `ORDER_SETTLED`.
 *
 * @param disc `inMachine`: it was found and is kept; nobody gets it. `notFound`: nobody knows, and nobody waits any longer.
 * @returns refused where it is not suspect any more.
 * @throws AppError `ORDER_UNKNOWN`.
 */
export function settleSuspect(
  parts: { readonly desk: OrderDesk; readonly records: KioskRecords; readonly clock: Clock },
  orderId: string,
  disc: 'withCustomer' | 'inMachine' | 'notFound',
  { also = () => {}, by = null, through }: Settlement,
): PaidOrderAdvance {
  const { clock, desk, records } = parts;
  const { state } = desk.get(orderId);
  const at = timestamp(clock);
  const outcome = disc === 'withCustomer' ? 'fulfilled' : 'failed';
  return desk.happen(orderId, { is: 'resolved', outcome }, () => {
    also();
    const was = state.at === 'suspect' ? state.was : null;
    records.events.add('order.settled', orderId, { through, by, disc, outcome, was }, at);
    const discId = state.at === 'suspect' ? state.discId : null;
    if (discId === null || disc === 'notFound') return;
    const { state: before } = records.discs.get(discId);
    if (before.at !== 'unknown') return;
    const event = { is: disc === 'withCustomer' ? 'taken' : 'retained' } as const;
    changeDisc(records, discId, event, at, { reason: 'settled', by });
  });
}

/**
 * Ends every doubt that has lasted so long, in milliseconds: the customer gets the money back, and nobody waits any longer.
 *
 * @throws what kept the last of some orders from being settled: the others are.
 */
export function endLongSuspects(
  parts: Parameters<typeof settleSuspect>[0],
  suspectFor: number,
): void {
  const { clock, records } = parts;
  const failures: unknown[] = [];
  for (const { orderId, state } of records.orders.listIn(['suspect'])) {
    if (state.at !== 'suspect' || clock.now() - state.since < suspectFor) continue;
    try {
      settleSuspect(parts, orderId, 'notFound', { through: 'timeLimit' });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures.at(-1);
}
