import type { UnfinishedOrder } from '../../../../contracts/panel-view.ts';
import { instantOf, type Clock } from '../../../../foundation/clock.ts';
import { advancePaidOrder } from '../../../../orders/paid-order.ts';
import type { OrderState, OrderStateName } from '../../../../orders/order-state.ts';
import { freePayment } from '../../../../orders/payment-state.ts';
import { remedyEvents } from '../../../../orders/staff-decision.ts';
import type { KioskRecords, OrderRecord } from '../../records/kiosk-records.ts';

/** States that are no end: something, or somebody, still has to do with them. */
const unfinished: readonly OrderStateName[] = [
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
  'suspect',
];

export interface UnfinishedOrdersParts {
  readonly records: Pick<KioskRecords, 'orders' | 'payments'>;
  /** Whether a waiting order is begun as soon as a drive is free. */
  readonly canBegin: () => boolean;
  readonly clock: Clock;
}

/** Every order that is at no end, the oldest first, with what a person may decide about it now. */
export function unfinishedOrders(parts: UnfinishedOrdersParts): UnfinishedOrder[] {
  const { canBegin, records } = parts;
  return records.orders.listIn([...unfinished]).map((order) => {
    const { code, orderId, state, title } = order;
    return {
      orderId,
      code,
      title: title.name,
      state: state.at,
      since: sinceWhen(order),
      slot: 'slot' in state ? state.slot : null,
      isStuck: isStuck(state, canBegin),
      can: remediesOf(parts, order),
    };
  });
}

/** What the order machine itself would not refuse. */
function remediesOf(
  { clock, records }: UnfinishedOrdersParts,
  { orderId, state }: OrderRecord,
): UnfinishedOrder['can'] {
  const payment = records.payments.find(orderId) ?? freePayment;
  const at = clock.now();
  return remedyEvents.flatMap(([remedy, events]) =>
    events.some((event) => advancePaidOrder({ state, payment }, { ...event, at }).refusal === null)
      ? [remedy]
      : [],
  );
}

function isStuck(state: OrderState, canBegin: () => boolean): boolean {
  if (state.at === 'suspect') return true;
  if (state.at !== 'queued' && state.at !== 'producing') return false;
  return state.jacket.is === 'stopped' || (state.at === 'queued' && !canBegin());
}

function sinceWhen({ createdAt, state }: OrderRecord): string {
  if (state.at === 'suspect') return instantOf(state.since);
  return 'readyAt' in state ? instantOf(state.readyAt) : createdAt;
}
