import { RESTORED, restoredSchema } from '../../../../db/kiosk/replacement.ts';
import type { GateSlot } from '../../../../drivers/delivery-gate/contract.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { OrderStateName } from '../../../orders/order-state.ts';
import type { PaymentName } from '../../../orders/payment-state.ts';
import { changeSlot, type KioskRecords } from '../records/kiosk-records.ts';
import type { OrderDesk } from '../workflow/order-desk.ts';

export interface AfterRestoreParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly machine: Pick<Machine, 'gate'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const underWay: readonly OrderStateName[] = [
  'placed',
  'paying',
  'authorised',
  'preparing',
  'queued',
  'producing',
  'ready',
  'claiming',
  'presenting',
  'notTaken',
];
const unended: readonly PaymentName[] = [
  'due',
  'asked',
  'held',
  'charged',
  'capturing',
  'releasing',
  'doubtful',
];

/**
 * The first start on records that went back to a copy: they are older than the machine. Whatever they say is under way may have
 * been made, given and paid since, so that each such order waits for a person, or for its disc to be played at home; every payment
 * is enquired; a slot in which something lies, or may lie, that they do not know is closed. What lies in drives and gripper the
 * start itself rejects. Done at every start until it was done once to its end.
 */
export function settleRestored({ clock, desk, logger, machine, records }: AfterRestoreParts): void {
  const restored = records.settings.find(RESTORED, restoredSchema);
  if (restored === null) return;
  const at = timestamp(clock);
  const orders = records.orders.listIn(underWay);
  for (const { orderId } of orders) desk.happen(orderId, { is: 'recordsRestored' });
  const payments = records.payments.listIn(unended);
  for (const { orderId } of payments) desk.happen(orderId, { is: 'paymentRestored' });
  records.atOnce(() => {
    for (const { slot, state } of records.slots.list()) {
      const item = machine.gate.status.slots[slot - 1]?.item;
      if (state.is === 'blocked' || !mayHold(item)) continue;
      changeSlot(records, slot, { is: 'blocked', reason: 'records-restored' }, at);
    }
    records.events.add(
      'records.doubted',
      null,
      { ...restored, orders: orders.length, payments: payments.length },
      at,
    );
    records.settings.put(RESTORED, null);
  });
  logger.warn({ ...restored, orders: orders.length }, 'The records went back to a copy.');
}

/** What no sensor sees may be there. */
function mayHold(item: GateSlot['item'] | undefined): boolean {
  return item !== 'absent';
}
