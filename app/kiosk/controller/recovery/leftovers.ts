import type { Place } from '../../../../drivers/disc-robot/contract.ts';
import { timestamp } from '../../../foundation/clock.ts';
import { decideAtBoot, nothingKnown } from '../../../orders/boot-table.ts';
import { changeDisc, changeSlot } from '../records/kiosk-records.ts';
import { binEvidence, carryStranger, carryToBin, type Bin, type Carried } from './carrying.ts';
import { conclude } from './conclusion.ts';
import { askSlot, type Sight } from './look-around.ts';
import type { RecoveryParts } from './recovery-parts.ts';
import { noteDecision } from './under-way.ts';

/**
 * What lies where no order goes on with it: to the reject bin, as an act of its order, or between two events where no order
 * knows it. Never the good side.
 */
async function emptyPlace(parts: RecoveryParts, from: Place): Promise<Carried> {
  const [disc] = parts.records.discs.listAt(from);
  const { records } = parts;
  if (disc === undefined || records.orders.find(disc.orderId) === null) {
    return carryStranger(parts, from);
  }
  const { discId, orderId } = disc;
  return carryToBin(parts, { discId, orderId, from, bin: 'reject', reason: 'powerLoss' });
}

/** Empties a drive that no order goes on with; one that cannot be emptied is used no more. */
export async function emptyDrive(
  parts: RecoveryParts,
  sight: Sight,
  number: number,
): Promise<void> {
  const { pool } = parts;
  if (sight.kept.has(number)) return;
  const from = `tray:${number}` as const;
  const seen = sight.drives.get(number);
  if (seen === undefined) return;
  if (seen !== 'noMedia' && (await emptyPlace(parts, from)) === 'failed') {
    pool.takeOutOfUse(number, 'NOT_EMPTIED');
  } else {
    sight.drives.set(number, 'noMedia');
    forgetDiscsAt(parts, from);
  }
  pool.admit(number);
}

/** What the gripper still holds once every order has gone on. Where it stays, the carrier waits for a person. */
export async function emptyGripper(parts: RecoveryParts, sight: Sight): Promise<void> {
  const { carrier } = parts;
  if (sight.gripper.is !== 'empty') {
    if (!carrier.canMove('gripper', 'reject')) return;
    if ((await emptyPlace(parts, 'gripper')) === 'failed') return;
    sight.gripper = { is: 'empty', owner: null };
  }
  forgetDiscsAt(parts, 'gripper');
}

/** Takes a disc out of the disc printer: no sensor tells whether one is in it, but the robot finds it, or nothing. */
export async function emptyPrinter(parts: RecoveryParts): Promise<void> {
  if (!parts.carrier.canMove('printer', 'reject')) return;
  if ((await emptyPlace(parts, 'printer')) === 'failed') return;
  forgetDiscsAt(parts, 'printer');
}

/** Nothing is there any more: whatever the records placed there is nobody knows where. */
function forgetDiscsAt({ clock, records }: RecoveryParts, place: Place): void {
  const at = timestamp(clock);
  for (const { discId, state } of records.discs.listAt(place)) {
    if (state.at === 'unknown') {
      records.discs.update(discId, state, 'unknown', at, { reason: 'lost' });
    } else changeDisc(records, discId, { is: 'lost' }, at);
  }
}

/** The slot of an order that ended while nobody took its disc out: it is cleared, or was on its way to the bin already. */
export async function reconcileEnded(
  parts: RecoveryParts,
  sight: Sight,
  orderId: string,
): Promise<void> {
  const { clock, desk, presentation, records } = parts;
  const { state } = desk.get(orderId);
  if ((state.at !== 'failed' && state.at !== 'expired') || state.slot === null) return;
  const { slot } = state;
  if (records.slots.find(slot)?.is === 'blocked') return;
  const begun = records.acts
    .listOpenOf(orderId)
    .findLast(({ bootId, kind }) => bootId !== parts.acts.bootId && kind === 'clear.started');
  if (begun === undefined) {
    await presentation.clear(orderId, slot);
    return;
  }
  const { intent } = begun;
  const bin: Bin = intent['to'] === 'reject' ? 'reject' : 'retain';
  const isHeld = sight.gripper.owner === orderId && sight.gripper.is !== 'empty';
  const evidence = {
    ...nothingKnown,
    ...(await askSlot(parts, slot)),
    gripper: isHeld ? sight.gripper.is : ('empty' as const),
    bin: binEvidence(parts, bin, intent),
  };
  const decision = decideAtBoot({ act: 'clear' }, evidence);
  const end = (work: (at: string) => void) =>
    conclude(parts, orderId, decision.row, () => {
      noteDecision(parts, orderId, { act: 'clear' }, decision, evidence);
      work(timestamp(clock));
    });
  const [disc] = records.discs.listAt(`slot:${slot}`);
  const free = (at: string) => {
    changeSlot(records, slot, { is: 'freed', orderId }, at);
    desk.happen(orderId, { is: 'slotCleared' });
  };
  if (disc === undefined) {
    end((at) => changeSlot(records, slot, { is: 'blocked', reason: 'interrupted' }, at));
  } else if (evidence.item === 'present') {
    end(() => {});
    await presentation.clear(orderId, slot);
  } else if (decision.remedy === 'carryOn') {
    const { discId } = disc;
    const way = { discId, orderId, from: 'gripper', bin, reason: 'operator' } as const;
    const carried = await carryToBin(parts, way, () => end(free));
    if (carried === 'done') sight.gripper = { is: 'empty', owner: null };
  } else if (decision.remedy === 'inBin') {
    end((at) => {
      changeDisc(records, disc.discId, { is: 'retained' }, at, { reason: 'not collected' });
      free(at);
    });
  } else {
    end((at) => {
      changeDisc(records, disc.discId, { is: 'lost' }, at);
      changeSlot(records, slot, { is: 'blocked', reason: 'interrupted' }, at);
    });
  }
}

/**
 * Compares the slots with what their sensors say. A slot that should be empty and is not is used for nothing until a person
 * has looked; one that should hold a finished disc and does not is told of.
 */
export function reconcileSlots({ clock, machine, records }: RecoveryParts): void {
  const at = timestamp(clock);
  const filling = new Set(records.acts.listOpen().map(({ intent }) => intent['to']));
  for (const { slot, state } of records.slots.list()) {
    const item = machine.gate.status.slots[slot - 1]?.item;
    const isKnown = filling.has(`slot:${slot}`);
    if ((state.is === 'empty' || state.is === 'reserved') && item === 'present' && !isKnown) {
      changeSlot(records, slot, { is: 'blocked', reason: 'something lies in it' }, at);
    }
    if (state.is === 'occupied' && item === 'absent') {
      const { discId, orderId } = state;
      records.events.add('reconcile.slotEmpty', orderId, { slot, discId }, at);
    }
  }
}
