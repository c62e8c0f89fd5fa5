import type { OrderState } from '../../app/orders/order-state.ts';
import type { Payment } from '../../app/orders/payment-state.ts';
import type { DeskUnderTest, ModelOfDesk, ModelOrder } from './desk-model.ts';

function stageOf(state: OrderState): ModelOrder['is'] | 'between' {
  switch (state.at) {
    case 'placed':
      return 'asked';
    case 'paying':
      return 'paying';
    case 'authorised':
    case 'preparing':
      return 'fetching';
    case 'queued':
      return 'waiting';
    case 'producing':
      return 'making';
    case 'ready':
      return 'ready';
    case 'presenting':
      return 'open';
    case 'fulfilled':
      return 'given';
    case 'suspect':
      return 'doubt';
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'released':
      return 'nothing';
    default:
      return 'between';
  }
}

const moneyOf: Readonly<Record<Payment['is'], ModelOrder['money']>> = {
  none: 'none',
  due: 'due',
  asked: 'asked',
  held: 'held',
  charged: 'held',
  capturing: 'taking',
  captured: 'taken',
  releasing: 'returning',
  released: 'returned',
  declined: 'returned',
  doubtful: 'asked',
  refused: 'asked',
};

/** What the bank is told of an order in the end, and how often. */
function endsReported(order: ModelOrder): Record<string, number> {
  return { taken: order.is === 'given' ? 1 : 0, nothing: order.is === 'nothing' ? 1 : 0 };
}

/** Where the records say something else than the model. */
export function differencesOf(model: ModelOfDesk, real: DeskUnderTest): string[] {
  const wrong: string[] = [];
  const compare = (what: string, seen: unknown, expected: unknown) => {
    const [is, should] = [JSON.stringify(seen), JSON.stringify(expected)];
    if (is !== should) wrong.push(`${what} is ${is} and not ${should}`);
  };
  for (const order of model.orders) {
    const { orderId } = order;
    const { state } = real.desk.get(orderId);
    compare(`order ${orderId}`, stageOf(state), order.is);
    compare(`money of ${orderId}`, moneyOf[real.desk.paymentOf(orderId).is], order.money);
    const reports = real.reportsOf(orderId);
    const count = (...events: string[]) => reports.filter((event) => events.includes(event)).length;
    const ends = { taken: count('taken'), nothing: count('failed', 'cancelled') };
    compare(`reports of ${orderId}`, ends, endsReported(order));
  }
  const slots = real.records.slots.list().map(({ state }) => {
    if (state.is === 'empty') return null;
    return state.is === 'blocked' ? 'closed' : state.orderId;
  });
  compare('slots', slots, model.slots);
  const blanks = model.orders.filter(({ holdsBlank }) => holdsBlank).length;
  compare('reserved blanks', real.records.stock.countReserved('blank'), blanks);
  return wrong;
}
