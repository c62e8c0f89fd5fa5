import { minutes } from '../../../foundation/units.ts';
import type { OrderStateName } from '../../../orders/order-state.ts';
import { openPayments } from '../../../orders/payment-state.ts';
import type { OrderRecord } from '../records/kiosk-records.ts';
import type { ArrivalTask } from '../workflow/arrivals.ts';
import { conclude, dropEffects } from './conclusion.ts';
import { reconcileHandOver } from './hand-over.ts';
import { settleGripper } from './held-disc.ts';
import {
  emptyDrive,
  emptyGripper,
  emptyPrinter,
  reconcileEnded,
  reconcileSlots,
} from './leftovers.ts';
import { askDrive, noSight, type Sight } from './look-around.ts';
import { giveUpWaiting, reconcileProduction } from './production.ts';
import type { RecoveryParts, RecoverySettings } from './recovery-parts.ts';
import { summarise } from './summary.ts';
import { drivesOf, endOpenActs, openActsOf, type OpenActs } from './under-way.ts';

/** Orders that nothing in the machine says anything about: they go on from their records. */
const withoutDisc: readonly OrderStateName[] = [
  'placed',
  'paying',
  'authorised',
  'preparing',
  'queued',
  'ready',
  'claiming',
  'notTaken',
];
const orderEnds: ReadonlySet<OrderStateName> = new Set([
  'fulfilled',
  'cancelled',
  'released',
  'failed',
  'expired',
]);
/** So long an order waits for a device that would say what became of its disc; then its disc is missing. */
const EVIDENCE_WITHIN = minutes(10);

/**
 * What a start does about the one before, in this order: drives, gripper, exit; the acts that were cut off, one by one, by the
 * decision table; slots; orders, payments, reports. Every step is between two records and may itself be cut off: the next start
 * finds it and looks again.
 *
 * What a missing device would have to say waits until it comes, at most {@link EVIDENCE_WITHIN}.
 */
export async function recover(settings: RecoverySettings): Promise<void> {
  const parts: RecoveryParts = { ...settings, decided: [] };
  const { arrivals, desk, logger, records } = parts;
  const open = openActsOf(records);
  for (const orderId of records.orders.listUnreadable()) {
    logger.error({ orderId }, 'The record of an order no longer reads: it is left to staff.');
  }
  // What an order that has ended, or waits for a person, still asked for is found again by its slot, its payment and the spool.
  for (const orderId of records.effects.listOrders()) {
    const at = records.orders.find(orderId)?.state.at;
    if (at === 'suspect' || (at !== undefined && orderEnds.has(at))) dropEffects(parts, orderId);
  }
  // What this start itself comes to give back, or to clear, it is doing already.
  const unpaid = records.payments.listIn(openPayments);
  const uncleared = records.orders.listIn(['failed', 'expired']);
  const sight = noSight();
  await arrivals.begin(devices(parts, sight, open));
  await tidySpool(parts);
  for (const { orderId } of records.orders.listIn(withoutDisc)) {
    conclude(parts, orderId, 'nothing of its disc was begun', () => {});
  }
  for (const { orderId } of unpaid) {
    records.atOnce(() => {
      dropEffects(parts, orderId);
      endOpenActs(parts, orderId, 'no reply');
      desk.happen(orderId, { is: 'paymentInterrupted' });
    });
  }
  await arrivals.begin(ended(parts, sight, uncleared));
  endTheRest(parts);
  const waiting = waitingOrders(parts, sight);
  summarise(parts, waiting);
  limitWaiting(parts, sight, waiting);
}

/** What is asked of the devices, and what follows from their answers, in the order in which it is done. */
function devices(parts: RecoveryParts, sight: Sight, open: OpenActs): ArrivalTask[] {
  const { machine, pool, records } = parts;
  const { drives, gate, robot } = machine;
  for (const index of drives.keys()) pool.holdBack(index + 1);
  const producing = records.orders.listIn(['producing']).flatMap(({ orderId, state }) => {
    if (state.at !== 'producing') return [];
    const numbers = drivesOf(records, state, open.get(orderId) ?? []);
    const its = drives.filter((_, index) => numbers.includes(index + 1));
    return [{ orderId, numbers, needs: [robot, gate, ...its] }];
  });
  const isPrinterUsed =
    records.discs.listAt('printer').length > 0 ||
    [...open.values()].flat().some(({ kind }) => kind === 'label.started');
  return [
    ...drives.map((drive, index) => ({
      name: `ask drive ${index + 1}`,
      needs: [drive],
      run: () => askDrive(parts, sight, index + 1, drive),
    })),
    { name: 'ask the gripper', needs: [robot], run: () => settleGripper(parts, sight, open) },
    ...producing.map(({ needs, orderId }) => ({
      name: `go on with the disc of ${orderId}`,
      needs,
      run: () => settle(sight, orderId, reconcileProduction(parts, sight, orderId)),
    })),
    ...records.orders.listIn(['presenting']).map(({ orderId }) => ({
      name: `look at the exit for ${orderId}`,
      needs: [gate],
      run: () => settle(sight, orderId, reconcileHandOver(parts, orderId)),
    })),
    ...endedWithActs(parts, sight, open),
    { name: 'empty the gripper', needs: [robot], run: () => done(emptyGripper(parts, sight)) },
    ...drives.map((drive, index) => ({
      name: `empty drive ${index + 1}`,
      needs: [
        drive,
        robot,
        ...producing
          .filter(({ numbers }) => numbers.includes(index + 1))
          .flatMap(({ needs }) => needs),
      ],
      run: () => done(emptyDrive(parts, sight, index + 1)),
    })),
    ...(isPrinterUsed
      ? [{ name: 'empty the disc printer', needs: [robot], run: () => done(emptyPrinter(parts)) }]
      : []),
    {
      name: 'look into the slots',
      needs: [gate],
      run: () => done(Promise.resolve(reconcileSlots(parts))),
    },
  ];
}

/** Slots that were being cleared: the gripper may hold their disc, so they come before it is emptied. */
function endedWithActs(parts: RecoveryParts, sight: Sight, open: OpenActs): ArrivalTask[] {
  const { machine, records } = parts;
  const orders = records.orders.listIn(['failed', 'expired']);
  return orders
    .filter(({ orderId }) => open.get(orderId)?.some(({ kind }) => kind === 'clear.started'))
    .map(({ orderId }) => ({
      name: `clear the slot of ${orderId}`,
      needs: [machine.robot, machine.gate],
      run: () => done(reconcileEnded(parts, sight, orderId)),
    }));
}

/** Slots of orders that ended while nobody took their disc out. */
function ended(parts: RecoveryParts, sight: Sight, orders: readonly OrderRecord[]): ArrivalTask[] {
  const { machine } = parts;
  return orders.flatMap(({ orderId, state }) => {
    if ((state.at !== 'failed' && state.at !== 'expired') || state.slot === null) return [];
    const run = () => done(reconcileEnded(parts, sight, orderId));
    return [{ name: `clear slot ${state.slot}`, needs: [machine.robot], run }];
  });
}

/** Acts of orders that need no decision any more. */
function endTheRest(parts: RecoveryParts): void {
  const { acts, records } = parts;
  const waiting = new Set(
    records.orders.listIn(['producing', 'presenting']).map(({ orderId }) => orderId),
  );
  for (const { bootId, orderId } of records.acts.listOpen()) {
    if (bootId === acts.bootId || waiting.has(orderId)) continue;
    endOpenActs(parts, orderId, 'its order needs nothing more');
  }
}

/** Orders of whose disc a missing device has to tell. */
function waitingOrders({ records }: RecoveryParts, sight: Sight): string[] {
  return records.orders
    .listIn(['producing', 'presenting'])
    .flatMap(({ orderId }) => (sight.settled.has(orderId) ? [] : [orderId]));
}

/** Orders whose devices stay away do not wait for ever. */
function limitWaiting(parts: RecoveryParts, sight: Sight, waiting: readonly string[]): void {
  const { acts, clock, desk, logger, records } = parts;
  if (waiting.length === 0) return;
  const cancel = clock.after(EVIDENCE_WITHIN, () => {
    if (acts.signal.aborted || !records.db.open) return;
    const isIdle = (orderId: string) => !sight.settled.has(orderId) && !sight.busy.has(orderId);
    for (const orderId of waiting.filter(isIdle)) {
      try {
        giveUpWaiting(parts, orderId);
        if (desk.get(orderId).state.at === 'presenting') {
          conclude(parts, orderId, 'devices stayed away', () => {
            desk.happen(orderId, { is: 'outcomeUnknown' });
          });
        }
        sight.settled.add(orderId);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        logger.error({ orderId, reason }, 'An order still waits for a device that stayed away.');
      }
    }
    const left = waiting.filter((order) => !sight.settled.has(order));
    limitWaiting(parts, sight, left);
  });
  acts.signal.addEventListener('abort', cancel, { once: true });
}

async function tidySpool({ records, spool }: RecoveryParts): Promise<void> {
  const waiting = records.orders.listIn(['authorised', 'preparing', 'queued', 'producing']);
  const remade = records.orders
    .listIn(['suspect'])
    .filter(({ state }) => state.at === 'suspect' && state.remake !== undefined);
  await spool.discardAllBut(new Set([...waiting, ...remade].map((order) => order.orderId)));
}

async function settle(sight: Sight, orderId: string, work: Promise<void>): Promise<boolean> {
  sight.busy.add(orderId);
  try {
    await work;
    sight.settled.add(orderId);
  } finally {
    sight.busy.delete(orderId);
  }
  return true;
}

async function done(work: Promise<void>): Promise<boolean> {
  await work;
  return true;
}
