import * as fc from 'fast-check';
import type { OrderHappening } from '../../app/kiosk/controller/workflow/order-desk.ts';
import { changeDisc, changeSlot } from '../../app/kiosk/controller/records/kiosk-records.ts';
import { standardOrderRules } from '../../app/orders/order-rules.ts';
import { seconds } from '../../app/foundation/units.ts';
import { differencesOf } from './desk-differences.ts';
import type { DeskUnderTest, ModelOfDesk, ModelOrder } from './desk-model.ts';
import { partsStream } from './kiosk-parts.ts';

type DeskCommand = fc.Command<ModelOfDesk, DeskUnderTest>;

/** What a command does to the order that it is about. */
interface Deed {
  readonly name: string;
  /** Whether the model has such an order now. */
  readonly isFor: (order: ModelOrder) => boolean;
  readonly run: (order: ModelOrder, real: DeskUnderTest, model: ModelOfDesk) => void;
}

/** Takes an event that the machine must accept. */
function accept(real: DeskUnderTest, orderId: string, event: OrderHappening): void {
  const { refusal } = real.happen(orderId, event);
  if (refusal !== null) throw new Error(`${event.is} was refused: ${refusal}`);
}

function about(turn: number, { isFor, name, run }: Deed): DeskCommand {
  return {
    check: (model) => model.pick(turn, isFor) !== undefined,
    run(model, real) {
      const order = model.pick(turn, isFor);
      if (order === undefined) throw new Error('There is no such order.');
      run(order, real, model);
      const wrong = differencesOf(model, real);
      if (wrong.length > 0) throw new Error(`After ${name}: ${wrong.join('; ')}`);
    },
    toString: () => `${name} (${turn})`,
  };
}

/** A new order, in the first slot that is free. */
function placing(isPriced: boolean): DeskCommand {
  return {
    check: (model) => model.freeSlot !== null,
    run(model, real) {
      const slot = model.freeSlot ?? 1;
      const orderId = real.place(slot, isPriced);
      model.slots[slot - 1] = orderId;
      const money = isPriced ? 'due' : 'none';
      const rest = { disc: 'none', discs: 0, jacket: 'none', holdsBlank: true } as const;
      model.orders.push({ orderId, isPriced, slot, is: 'asked', money, ...rest });
    },
    toString: () => `place${isPriced ? ' for money' : ''}`,
  };
}

const isAt =
  (...names: ModelOrder['is'][]) =>
  (order: ModelOrder): boolean =>
    names.includes(order.is);

/** Nothing is made for it any more, and no disc of it lies anywhere. */
function endsWithNothing(order: ModelOrder, model: ModelOfDesk): void {
  model.giveUp(order);
  model.free(order);
}

/** Ready needs both, in whichever order they come. */
function readyIfWhole(order: ModelOrder): void {
  if (order.disc === 'inSlot' && order.jacket === 'printed') order.is = 'ready';
}

const bankDeeds: Deed[] = [
  {
    name: 'the bank records it',
    isFor: isAt('asked'),
    run(order, real) {
      accept(real, order.orderId, { is: 'registered' });
      order.is = order.isPriced ? 'paying' : 'fetching';
      if (order.isPriced) order.money = 'asked';
    },
  },
  {
    name: 'the bank does not record it',
    isFor: isAt('asked'),
    run(order, real, model) {
      accept(real, order.orderId, { is: 'registrationFailed' });
      endsWithNothing(order, model);
    },
  },
  {
    name: 'its stream comes',
    isFor: isAt('fetching'),
    run(order, real) {
      accept(real, order.orderId, { is: 'streamDescribed', stream: partsStream });
      accept(real, order.orderId, { is: 'streamReady' });
      order.is = 'waiting';
    },
  },
  {
    name: 'its stream does not come',
    isFor: isAt('fetching'),
    run(order, real, model) {
      accept(real, order.orderId, { is: 'streamFailed', reason: 'stream-failed' });
      endsWithNothing(order, model);
    },
  },
];

const moneyDeeds: Deed[] = [
  {
    name: 'the customer pays',
    isFor: isAt('paying'),
    run(order, real) {
      const payment = { transaction: 't1', isCharged: false };
      accept(real, order.orderId, { is: 'paymentApproved', ...payment });
      order.is = 'fetching';
      order.money = 'held';
    },
  },
  {
    name: 'the customer does not pay',
    isFor: isAt('paying'),
    run(order, real, model) {
      accept(real, order.orderId, { is: 'paymentDeclined', reason: 'no' });
      order.money = 'returned';
      endsWithNothing(order, model);
    },
  },
  {
    name: 'the terminal has taken the money',
    isFor: ({ money }) => money === 'taking',
    run(order, real) {
      accept(real, order.orderId, { is: 'captured' });
      order.money = 'taken';
    },
  },
  {
    name: 'the terminal says nothing, and then that it took nothing',
    isFor: ({ money }) => money === 'taking',
    run(order, real) {
      accept(real, order.orderId, { is: 'paymentUnknown' });
      const found = { found: 'held', transaction: 't1', isCharged: false } as const;
      accept(real, order.orderId, { is: 'paymentFound', ...found });
    },
  },
  {
    name: 'the terminal has given the money back',
    isFor: ({ money }) => money === 'returning',
    run(order, real) {
      accept(real, order.orderId, { is: 'released' });
      order.money = 'returned';
    },
  },
];

/** A disc leaves the input bin. */
function pick(order: ModelOrder, real: DeskUnderTest): string {
  const discId = real.newDisc(order.orderId);
  real.records.stock.release(order.orderId, 'blank');
  order.holdsBlank = false;
  order.discs += 1;
  accept(real, order.orderId, { is: 'discPicked', discId });
  return discId;
}

const makingDeeds: Deed[] = [
  {
    name: 'a drive is free',
    isFor: isAt('waiting'),
    run(order, real) {
      accept(real, order.orderId, { is: 'driveLeased', drive: 1 });
      order.is = 'making';
      if (order.jacket === 'none') order.jacket = 'printing';
    },
  },
  {
    name: 'nothing is picked',
    isFor: (order) => isAt('making')(order) && order.disc === 'none',
    run(order, real) {
      accept(real, order.orderId, { is: 'nothingPicked' });
      order.is = 'waiting';
    },
  },
  {
    name: 'a good disc is made',
    isFor: (order) => isAt('making')(order) && order.disc === 'none',
    run(order, real) {
      const { orderId, slot } = order;
      const discId = pick(order, real);
      const { at, records } = real;
      // What the database asks of a disc that is written.
      records.db
        .prepare('UPDATE discs SET user_id = ?, distributor_id = ? WHERE disc_id = ?')
        .run('u_0123456789', 'DIST1', discId);
      records.discs.update(discId, { at: 'verified', drive: 1 }, 'tray:1', at);
      accept(real, orderId, { is: 'discVerified', discId });
      changeDisc(records, discId, { is: 'staged', slot: slot ?? 0 }, at);
      changeSlot(records, slot ?? 0, { is: 'filled', orderId, discId }, at);
      accept(real, orderId, { is: 'discStaged', discId });
      order.disc = 'inSlot';
      readyIfWhole(order);
    },
  },
  {
    name: 'a bad disc is made',
    isFor: (order) => isAt('making')(order) && order.disc === 'none',
    run(order, real, model) {
      const { orderId } = order;
      const discId = pick(order, real);
      changeDisc(real.records, discId, { is: 'rejected', reason: 'notBlank' }, real.at);
      accept(real, orderId, { is: 'discRejected', discId, reason: 'notBlank' });
      if (order.discs === standardOrderRules.maximumDiscs) {
        endsWithNothing(order, model);
        return;
      }
      real.records.stock.reserve(orderId, 'blank');
      order.holdsBlank = true;
      order.is = 'waiting';
    },
  },
  {
    name: 'a disc is lost in the machine',
    isFor: (order) => isAt('making')(order) && order.disc === 'none',
    run(order, real, model) {
      const discId = pick(order, real);
      accept(real, order.orderId, { is: 'discLost', discId });
      order.is = 'doubt';
      // It was not yet on its way to its slot.
      model.free(order);
    },
  },
  {
    name: 'its jacket is printed',
    isFor: (order) => isAt('making', 'waiting')(order) && order.jacket === 'printing',
    run(order, real) {
      accept(real, order.orderId, { is: 'jacketPrinted' });
      order.jacket = 'printed';
      readyIfWhole(order);
    },
  },
  {
    name: 'the printer stops and goes on',
    isFor: (order) => isAt('making', 'waiting')(order) && order.jacket === 'printing',
    run(order, real) {
      const { refusal, state } = real.happen(order.orderId, { is: 'jacketStopped' });
      if (refusal !== null || !('jacket' in state)) return;
      accept(real, order.orderId, { is: 'printerReady' });
    },
  },
];

const wayOutDeeds: Deed[] = [
  {
    name: 'its customer opens the slot',
    isFor: isAt('ready'),
    run(order, real) {
      real.clock.advance(seconds(2));
      const identifiedAt = real.clock.now();
      accept(real, order.orderId, { is: 'claimRequested', identifiedAt });
      accept(real, order.orderId, { is: 'presentable' });
      accept(real, order.orderId, { is: 'gateOpened', takeBefore: identifiedAt + 30_000 });
      order.is = 'open';
    },
  },
  {
    name: 'an old identification opens nothing',
    isFor: isAt('ready'),
    run(order, real) {
      const identifiedAt = real.clock.now() - standardOrderRules.freshFor - 1;
      const { refusal } = real.happen(order.orderId, { is: 'claimRequested', identifiedAt });
      if (refusal !== 'IDENTITY_NOT_FRESH') throw new Error(`It said ${refusal}.`);
    },
  },
  {
    name: 'the disc is taken',
    isFor: isAt('open'),
    run(order, real, model) {
      changeSlot(real.records, order.slot ?? 0, { is: 'freed', orderId: order.orderId }, real.at);
      accept(real, order.orderId, { is: 'taken' });
      order.is = 'given';
      if (order.isPriced) order.money = 'taking';
      model.free(order);
    },
  },
  {
    name: 'the disc is not taken',
    isFor: isAt('open'),
    run(order, real) {
      accept(real, order.orderId, { is: 'notTaken' });
      accept(real, order.orderId, { is: 'retracted' });
      order.is = 'ready';
    },
  },
  {
    name: 'nobody knows whether it was taken',
    isFor: isAt('open'),
    run(order, real, model) {
      accept(real, order.orderId, { is: 'outcomeUnknown' });
      order.is = 'doubt';
      model.slots[(order.slot ?? 0) - 1] = 'closed';
    },
  },
  {
    name: 'nobody comes for it, and its slot is cleared',
    isFor: isAt('ready'),
    run(order, real, model) {
      real.clock.advance(standardOrderRules.holdFor);
      accept(real, order.orderId, { is: 'holdPassed' });
      changeSlot(real.records, order.slot ?? 0, { is: 'freed', orderId: order.orderId }, real.at);
      accept(real, order.orderId, { is: 'slotCleared' });
      endsWithNothing(order, model);
    },
  },
];

const peopleDeeds: Deed[] = [
  {
    name: 'its customer gives it up in time',
    isFor: (order) =>
      isAt('asked', 'fetching')(order) ||
      (isAt('waiting')(order) && order.jacket === 'none' && order.discs === 0),
    run(order, real, model) {
      accept(real, order.orderId, { is: 'cancelRequested' });
      endsWithNothing(order, model);
    },
  },
  {
    name: 'its customer gives it up too late',
    isFor: isAt('making', 'ready', 'open', 'given'),
    run(order, real) {
      const { refusal } = real.happen(order.orderId, { is: 'cancelRequested' });
      if (refusal !== 'ORDER_TOO_LATE') throw new Error(`It said ${refusal}.`);
    },
  },
  {
    name: 'it is found that the customer has the disc',
    isFor: isAt('doubt'),
    run(order, real) {
      accept(real, order.orderId, { is: 'resolved', outcome: 'fulfilled' });
      order.is = 'given';
      if (order.isPriced) order.money = 'taking';
    },
  },
  {
    name: 'it is found that nobody has the disc',
    isFor: isAt('doubt'),
    run(order, real, model) {
      accept(real, order.orderId, { is: 'resolved', outcome: 'failed' });
      model.giveUp(order);
    },
  },
  {
    name: 'it is found once more, otherwise',
    isFor: isAt('given', 'nothing'),
    run(order, real) {
      for (const outcome of ['fulfilled', 'failed'] as const) {
        const { refusal } = real.happen(order.orderId, { is: 'resolved', outcome });
        if (refusal === null) throw new Error('A second word was taken.');
      }
    },
  },
];

/** What a start finds: orders that no disc was begun for, and finished ones, go on. */
const startDeeds: Deed[] = [
  {
    name: 'the machine starts anew',
    isFor: isAt('asked', 'paying', 'fetching', 'waiting', 'making', 'ready'),
    run(order, real, model) {
      accept(real, order.orderId, { is: 'restarted' });
      // Who asked was known in memory alone.
      if (order.is === 'asked') endsWithNothing(order, model);
      if (order.jacket === 'printing') order.jacket = 'stopped';
    },
  },
  {
    name: 'the printer is ready',
    isFor: ({ is, jacket }) => jacket === 'stopped' && (is === 'waiting' || is === 'making'),
    run(order, real) {
      accept(real, order.orderId, { is: 'printerReady' });
      order.jacket = 'printing';
    },
  },
];

const deeds = [
  ...bankDeeds,
  ...moneyDeeds,
  ...makingDeeds,
  ...wayOutDeeds,
  ...peopleDeeds,
  ...startDeeds,
];

/** The way of an order that goes well: more often than anything else, so that chance reaches its end. */
const goodWay: ReadonlySet<string> = new Set([
  'the bank records it',
  'the customer pays',
  'its stream comes',
  'a drive is free',
  'a good disc is made',
  'its jacket is printed',
  'its customer opens the slot',
  'the disc is taken',
]);

/** Everything that happens to several orders at one machine, each about one of them. */
export const deskCommands: fc.Arbitrary<DeskCommand>[] = [
  fc.boolean().map(placing),
  ...deeds.flatMap((deed) => {
    const command = fc.nat(4).map((turn) => about(turn, deed));
    return goodWay.has(deed.name) ? [command, command, command, command, command] : [command];
  }),
];
