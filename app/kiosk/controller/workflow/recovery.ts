import type { ActKind, ActRecord } from '../../../../db/kiosk/act-journal.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { Place } from '../../../../drivers/disc-robot/contract.ts';
import type { OpticalDrive } from '../../../../drivers/optical-drive/contract.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAbsent } from '../../../../drivers/contract/device.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { OrderStateName } from '../../../orders/order-state.ts';
import { openPayments } from '../../../orders/payment-state.ts';
import { changeDisc, changeSlot, type KioskRecords } from '../records/kiosk-records.ts';
import type { Spool } from '../spool/spool.ts';
import type { ActRunner } from './act-runner.ts';
import type { Arrivals, ArrivalTask } from './arrivals.ts';
import type { DiscCarrier } from './disc-carrier.ts';
import type { DrivePool } from './drive-pool.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Presentation } from './presentation.ts';

export interface RecoveryParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly machine: Machine;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly acts: ActRunner;
  readonly arrivals: Arrivals;
  readonly presentation: Presentation;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Acts that move a disc or write on it; a sheet printed twice harms nobody, and money is asked after. */
const discActs: ReadonlySet<ActKind> = new Set([
  'pick.started',
  'write.started',
  'verify.started',
  'label.started',
  'stage.started',
  'reject.started',
  'present.started',
  'clear.started',
]);
/** Those in which the robot carries one. */
const moves: ReadonlySet<ActKind> = new Set([
  'pick.started',
  'label.started',
  'stage.started',
  'reject.started',
  'clear.started',
]);
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
];

/**
 * What a start does about the one before. Orders that no physical act was begun for go on; those in the middle of one
 * are set aside as `suspect`, their disc `unknown`, their slot blocked where it may have come to it: nothing is given
 * twice, nothing is made twice.
 * What was asked of a payment terminal and not answered is asked after.
 * What the robot holds, a drive or the disc printer has inside goes to the reject bin: of a device that is missing, when it
 * comes.
 */
export async function recover(parts: RecoveryParts): Promise<void> {
  const { acts, clock, desk, logger, records } = parts;
  const at = timestamp(clock);
  const isCutOff = new Set<string>();
  let isPrinterCutOff = false;
  let isMoveCutOff = false;
  for (const act of records.acts.listOpen()) {
    if (act.kind === 'label.started') isPrinterCutOff = true;
    if (moves.has(act.kind)) isMoveCutOff = true;
    if (discActs.has(act.kind)) isCutOff.add(act.orderId);
    records.acts.end(act.actId, 'interrupted', { foundAtBoot: acts.bootId }, at);
    recordPicked(parts, act);
  }
  for (const orderId of records.orders.listUnreadable()) {
    logger.error({ orderId }, 'The record of an order no longer reads: it is left to staff.');
  }
  await parts.arrivals.begin(emptying(parts, { isMoveCutOff, isPrinterCutOff }));
  await tidySpool(parts);
  for (const order of records.orders.listIn(unfinished)) {
    dropEffects(parts, order.orderId, at);
    desk.happen(order.orderId, { is: 'restarted', actsBegun: isCutOff.has(order.orderId) });
  }
  for (const { orderId } of records.payments.listIn(openPayments)) {
    dropEffects(parts, orderId, at);
    desk.happen(orderId, { is: 'paymentInterrupted' });
  }
  await parts.arrivals.begin(clearing(parts, isCutOff, at));
}

/** What must be done with each device before an order may have it. */
function emptying(
  parts: RecoveryParts,
  { isMoveCutOff, isPrinterCutOff }: { isMoveCutOff: boolean; isPrinterCutOff: boolean },
): ArrivalTask[] {
  const { machine, pool, records } = parts;
  const { drives, gate, robot } = machine;
  const done = async (work: Promise<void>) => {
    await work;
    return true;
  };
  for (const index of drives.keys()) pool.holdBack(index + 1);
  // A robot that comes finds its drives out of its way.
  const closing = !isAbsent(robot.status.health)
    ? []
    : drives.map((drive, index) => ({
        name: `close tray ${index + 1}`,
        needs: [drive],
        run: () => done(closeTray(parts, index + 1)),
      }));
  const tasks: ArrivalTask[] = [
    ...closing,
    {
      name: 'empty the gripper',
      needs: [robot],
      run: () => done(emptyGripper(parts, isMoveCutOff)),
    },
    ...drives.map((drive, index) => ({
      name: `empty drive ${index + 1}`,
      needs: [drive, robot],
      run: () => emptyDrive(parts, index + 1, drive),
    })),
  ];
  if (isPrinterCutOff || records.discs.listAt('printer').length > 0) {
    const run = () => done(emptyPrinter(parts));
    tasks.push({ name: 'empty the disc printer', needs: [robot], run });
  }
  const look = async () => {
    blockUnexpected(parts);
    return true;
  };
  return [...tasks, { name: 'look into the slots', needs: [gate], run: look }];
}

/** Slots of orders that ended while nobody took their disc out. */
function clearing(
  { machine, presentation, records }: RecoveryParts,
  isCutOff: ReadonlySet<string>,
  at: string,
): ArrivalTask[] {
  const tasks: ArrivalTask[] = [];
  for (const { orderId, state } of records.orders.listIn(['failed', 'expired'])) {
    if ((state.at !== 'failed' && state.at !== 'expired') || state.slot === null) continue;
    const { slot } = state;
    const isBlocked = () => records.slots.find(slot)?.is === 'blocked';
    if (isBlocked()) continue;
    if (isCutOff.has(orderId)) {
      changeSlot(records, slot, { is: 'blocked', reason: 'interrupted' }, at);
      continue;
    }
    const run = async () => {
      if (!isBlocked()) await presentation.clear(orderId, slot);
      return true;
    };
    tasks.push({ name: `clear slot ${slot}`, needs: [machine.robot], run });
  }
  return tasks;
}

function dropEffects({ records }: RecoveryParts, orderId: string, at: string): void {
  for (const { effectId } of records.effects.listOpen(orderId)) {
    records.effects.end(effectId, 'dropped', at);
  }
}

/** A disc that was being picked when the power went has a name and no record yet. It lies where it was taken, if anywhere. */
function recordPicked({ clock, records }: RecoveryParts, act: ActRecord): void {
  const { kind, orderId } = act;
  const { discId, to } = act.intent;
  if (kind !== 'pick.started' || typeof discId !== 'string' || typeof to !== 'string') return;
  const state = { at: 'unknown', last: 'gripper' } as const;
  const attempt = records.discs.listOf(orderId).length + 1;
  records.discs.insert({ discId, orderId, attempt, state, place: to }, timestamp(clock));
}

/**
 * Takes what the robot holds to the reject bin, past closed trays: nothing else can be moved before. A robot that cannot say
 * what it holds finds out so, where it was cut off while it carried a disc. Where that fails the carrier waits for a person.
 */
async function emptyGripper(parts: RecoveryParts, isMoveCutOff: boolean): Promise<void> {
  const { acts, carrier, logger, machine, records } = parts;
  const { gripper } = machine.robot.status;
  if (gripper === 'empty') forgetDiscsAt(parts, 'gripper');
  const mayHold =
    gripper === 'unknown' &&
    (isMoveCutOff || records.discs.listAt('gripper').length > 0) &&
    carrier.canMove('gripper', 'reject');
  if (gripper !== 'holding' && !mayHold) return;
  try {
    for (const index of machine.drives.keys()) await carrier.closeTray(index + 1, acts.signal);
    await reject(parts, 'gripper', () => carrier.move('gripper', 'reject', acts.signal));
    forgetDiscsAt(parts, 'gripper');
  } catch (error) {
    acts.signal.throwIfAborted();
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    if (code === 'ROBOT_SOURCE_EMPTY') forgetDiscsAt(parts, 'gripper');
    else logger.error({ code }, 'The gripper could not be emptied at the start.');
  }
}

async function closeTray({ acts, carrier, logger }: RecoveryParts, number: number): Promise<void> {
  try {
    await carrier.closeTray(number, acts.signal);
  } catch (error) {
    acts.signal.throwIfAborted();
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    logger.warn({ drive: number, code }, 'A tray could not be closed at the start.');
  }
}

/**
 * Closes the tray of a drive and asks it: a disc may lie on an open tray, and a robot cannot see into a closed one. A drive
 * that cannot be emptied is used no more; one that is missing again is waited for.
 */
async function emptyDrive(
  parts: RecoveryParts,
  number: number,
  drive: OpticalDrive,
): Promise<boolean> {
  const { acts, carrier, logger, pool } = parts;
  try {
    await carrier.closeTray(number, acts.signal);
    const medium = await drive.readMedium({ signal: acts.signal });
    if (medium.state === 'none') forgetDiscsAt(parts, `tray:${number}`);
    else await rejectFrom(parts, number);
  } catch (error) {
    acts.signal.throwIfAborted();
    const isEmpty = isAppError(error, 'DRIVE_NO_MEDIUM') || isAppError(error, 'ROBOT_SOURCE_EMPTY');
    if (isEmpty) {
      forgetDiscsAt(parts, `tray:${number}`);
    } else if (isAbsent(drive.status.health) && carrier.fault === null) {
      return false;
    } else {
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.error({ drive: number, code }, 'A drive could not be emptied at the start.');
      pool.takeOutOfUse(number, code);
    }
  }
  pool.admit(number);
  return true;
}

/** Takes a disc out of the disc printer: no sensor tells whether one is in it, but the robot finds it, or nothing. */
async function emptyPrinter(parts: RecoveryParts): Promise<void> {
  const { acts, carrier, logger } = parts;
  if (!carrier.canMove('printer', 'reject')) return;
  try {
    await reject(parts, 'printer', () => carrier.move('printer', 'reject', acts.signal));
  } catch (error) {
    acts.signal.throwIfAborted();
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    if (code !== 'ROBOT_SOURCE_EMPTY') {
      logger.error({ code }, 'The disc printer could not be emptied at the start.');
      return;
    }
  }
  forgetDiscsAt(parts, 'printer');
}

async function rejectFrom(parts: RecoveryParts, drive: number): Promise<void> {
  const { acts, carrier } = parts;
  const from = `tray:${drive}` as const;
  await reject(parts, from, () => carrier.moveByTray(drive, from, 'reject', acts.signal));
  forgetDiscsAt(parts, from);
}

/** An act of the order whose disc it is, or, where no order knows it, two events. */
async function reject(
  { acts, clock, records }: RecoveryParts,
  from: Place,
  move: () => Promise<void>,
): Promise<void> {
  const [disc] = records.discs.listAt(from);
  if (disc === undefined) {
    const way = { from, to: 'reject' };
    records.events.add('disc.rejecting', null, way, timestamp(clock));
    await move();
    records.events.add('disc.rejected', null, way, timestamp(clock));
    return;
  }
  const { discId, orderId } = disc;
  const reason = 'powerLoss';
  await acts.run(
    { kind: 'reject.started', orderId, discId, intent: { from, reason } },
    move,
    (_, at) => {
      changeDisc(records, discId, { is: 'rejected', reason }, at);
      const entry = { at, item: 'disc', from, to: 'reject', quantity: 1 } as const;
      records.stock.record({ ...entry, orderId, discId, reason });
      return { reason };
    },
  );
}

/** Nothing is there: whatever the records placed there is nobody knows where. */
function forgetDiscsAt({ clock, records }: RecoveryParts, place: Place): void {
  const at = timestamp(clock);
  for (const { discId, state } of records.discs.listAt(place)) {
    if (state.at === 'unknown') records.discs.update(discId, state, 'unknown', at);
    else changeDisc(records, discId, { is: 'lost' }, at);
  }
}

/** A slot that should be empty and is not is used for nothing until a person has looked. */
function blockUnexpected({ clock, machine, records }: RecoveryParts): void {
  const at = timestamp(clock);
  const filling = new Set(records.acts.listOpen().map(({ intent }) => intent['to']));
  for (const { slot, state } of records.slots.list()) {
    const item = machine.gate.status.slots[slot - 1]?.item;
    const isKnown = filling.has(`slot:${slot}`);
    if ((state.is === 'empty' || state.is === 'reserved') && item === 'present' && !isKnown) {
      changeSlot(records, slot, { is: 'blocked', reason: 'something lies in it' }, at);
    }
  }
}

async function tidySpool({ records, spool }: RecoveryParts): Promise<void> {
  const waiting = records.orders.listIn(['authorised', 'preparing', 'queued', 'producing']);
  await spool.discardAllBut(new Set(waiting.map((order) => order.orderId)));
}
