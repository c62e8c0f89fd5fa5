import { timestamp } from '../../../foundation/clock.ts';
import type { Place } from '../../../../drivers/disc-robot/contract.ts';
import {
  decideAtBoot,
  nothingKnown,
  type ActAtBoot,
  type BootDecision,
  type BootEvidence,
} from '../../../orders/boot-table.ts';
import { discRejectionSchema, type DiscRejection } from '../../../orders/disc-machine.ts';
import type { OrderIn, OrderState } from '../../../orders/order-state.ts';
import { changeDisc, changeSlot } from '../records/kiosk-records.ts';
import { binEvidence, carryToBin, loadFromGripper, pileEvidence } from './carrying.ts';
import { conclude } from './conclusion.ts';
import { askAboutLoaded, askSlot, type Sight } from './look-around.ts';
import type { RecoveryParts } from './recovery-parts.ts';
import { actInProduction, drivesOf, noteDecision } from './under-way.ts';

/** An order whose disc was being made, and what was begun last. */
interface Case {
  readonly orderId: string;
  readonly state: OrderIn<'producing'>;
  readonly act: ActAtBoot;
  readonly intent: Readonly<Record<string, unknown>>;
  /** Where its disc lies, or would be put. */
  readonly drive: number;
  readonly evidence: BootEvidence;
  readonly decision: BootDecision;
}

/** Goes on with an order whose disc was being made, by the table. Nothing happens where it is in production no more. */
export async function reconcileProduction(
  parts: RecoveryParts,
  sight: Sight,
  orderId: string,
): Promise<void> {
  const { desk, records } = parts;
  const { state } = desk.get(orderId);
  if (state.at !== 'producing') return;
  const open = records.acts
    .listOpenOf(orderId)
    .filter(({ bootId }) => bootId !== parts.acts.bootId);
  const found = actInProduction(records, state, open);
  if (found === null) {
    conclude(parts, orderId, 'nothing begun', () => {
      desk.happen(orderId, { is: 'nothingPicked' });
    });
    return;
  }
  const intent = found.record?.intent ?? {};
  const drives = drivesOf(records, state, open);
  for (;;) {
    const drive = drives.find((number) => isFull(sight, number)) ?? state.drive;
    const begun = { orderId, state, act: found.is, intent, drive };
    const evidence = await gather(parts, sight, begun);
    const base = mayBeInPrinter(begun, evidence)
      ? { ...begun, act: { act: 'label' } as const }
      : begun;
    const decision = decideAtBoot(base.act, evidence);
    const at = { ...base, evidence, decision };
    if (decision.remedy === 'loadAndCheck' && (await tryLoad(parts, sight, at))) continue;
    await follow(parts, sight, at);
    return;
  }
}

/** Takes an order out of production of whose disc nothing can be found out any more. */
export function giveUpWaiting(parts: RecoveryParts, orderId: string): void {
  const { state } = parts.desk.get(orderId);
  if (state.at !== 'producing') return;
  const name = nameOfPicked(parts, orderId);
  conclude(parts, orderId, 'devices stayed away', () => miss(parts, orderId, state, name));
}

async function gather(
  parts: RecoveryParts,
  sight: Sight,
  { act, drive: number, intent, orderId, state }: Omit<Case, 'evidence' | 'decision'>,
): Promise<BootEvidence> {
  const drive = sight.drives.get(number) ?? 'unknown';
  const isHeld = sight.gripper.owner === orderId && sight.gripper.is !== 'empty';
  const gripper = isHeld ? sight.gripper.is : 'empty';
  const known = { ...nothingKnown, drive, gripper };
  if (act.act === 'pick') return { ...known, pile: pileEvidence(parts, intent) };
  if (act.act === 'reject') {
    return { ...known, bin: binEvidence(parts, 'reject', intent) };
  }
  if (act.act !== 'stage' && act.act !== 'staged') return known;
  const seen = await askSlot(parts, state.slot);
  // No robot brings a disc back out of its slot to be read. It was locked and empty, and its disc is nowhere else: it is that.
  const isAlone = drive === 'noMedia' && gripper === 'empty';
  return { ...known, ...seen, identity: isAlone ? 'ours' : 'notRead' };
}

/** No sensor tells whether a disc lies in the disc printer: one that was to be fetched there, and is nowhere else, may. */
function mayBeInPrinter(
  { act, intent }: Pick<Case, 'act' | 'intent'>,
  { drive, gripper, item }: BootEvidence,
): boolean {
  const isFromPrinter = act.act === 'stage' && intent['from'] === 'printer';
  return isFromPrinter && drive === 'noMedia' && gripper === 'empty' && item === 'absent';
}

/** @returns whether there is something new to look at. */
async function tryLoad(parts: RecoveryParts, sight: Sight, { drive, orderId }: Case) {
  if (sight.drives.get(drive) !== 'noMedia') return false;
  const loaded = await loadFromGripper(parts, drive, orderId);
  if (loaded === 'failed') return false;
  if (loaded === 'done') sight.drives.set(drive, await askAboutLoaded(parts, drive));
  sight.gripper = { is: 'empty', owner: null };
  return true;
}

async function follow(parts: RecoveryParts, sight: Sight, at: Case): Promise<void> {
  const { desk, records } = parts;
  const { decision, orderId, state } = at;
  switch (decision.remedy) {
    case 'neverLeft':
      close(parts, at, () => void desk.happen(orderId, { is: 'nothingPicked' }));
      return;
    case 'writeSameDisc':
    case 'verifyInFull':
      goOnWith(parts, sight, at, decision.remedy === 'writeSameDisc' ? 'blank' : 'complete');
      return;
    case 'staged':
      close(parts, at, (time) => {
        if (state.disc.is !== 'verified') return;
        const { discId } = state.disc;
        changeDisc(records, discId, { is: 'staged', slot: state.slot }, time);
        changeSlot(records, state.slot, { is: 'filled', orderId, discId }, time);
        desk.happen(orderId, { is: 'discStaged', discId });
      });
      return;
    case 'rejectAndMakeAnew':
    case 'carryOn':
      await reject(parts, sight, at);
      return;
    case 'inBin':
      close(parts, at, (time) => rejected(parts, at, time, true));
      return;
    case 'lostOnTheWay':
      close(parts, at, (time) => rejected(parts, at, time, false));
      return;
    default:
      close(parts, at, () => miss(parts, orderId, state, at.intent['discId']));
  }
}

/** The order goes on with the disc in its drive. */
function goOnWith(parts: RecoveryParts, sight: Sight, at: Case, as: 'blank' | 'complete'): void {
  const { clock, desk, pool, records } = parts;
  const { drive, orderId } = at;
  sight.kept.add(drive);
  pool.keep(drive);
  close(parts, at, () => {
    const discId = recordDisc(parts, at);
    const time = timestamp(clock);
    changeDisc(records, discId, { is: 'found', drive, as }, time);
    desk.happen(orderId, { is: 'discFound', discId, drive, as });
  });
}

async function reject(parts: RecoveryParts, sight: Sight, at: Case): Promise<void> {
  const { desk, records } = parts;
  const { drive, evidence, intent, orderId } = at;
  const discId = records.atOnce(() => recordDisc(parts, at));
  const isInDrive = isFull(sight, drive);
  const held: Place = evidence.gripper === 'empty' ? 'printer' : 'gripper';
  const from: Place = isInDrive ? `tray:${drive}` : held;
  const before = discRejectionSchema.safeParse(intent['reason']);
  const reason: DiscRejection = before.success ? before.data : 'powerLoss';
  const carried = await carryToBin(parts, { orderId, discId, from, bin: 'reject', reason }, () =>
    close(parts, at, (time) => rejected(parts, at, time, null)),
  );
  if (carried === 'done') {
    if (isInDrive) sight.drives.set(drive, 'noMedia');
    if (from === 'gripper') sight.gripper = { is: 'empty', owner: null };
    return;
  }
  close(parts, at, () => miss(parts, orderId, desk.get(orderId).state, discId));
}

/** @param isInBin null where it was just carried there: its record says so already. */
function rejected(parts: RecoveryParts, at: Case, time: string, isInBin: boolean | null): void {
  const { desk, records } = parts;
  const { intent, orderId } = at;
  const discId = recordDisc(parts, at);
  const parsed = discRejectionSchema.safeParse(intent['reason']);
  const reason: DiscRejection = parsed.success ? parsed.data : 'powerLoss';
  if (isInBin === true) changeDisc(records, discId, { is: 'rejected', reason }, time);
  if (isInBin === false) changeDisc(records, discId, { is: 'lost' }, time);
  const { state } = desk.happen(orderId, { is: 'discRejected', discId, reason });
  if (state.at === 'queued') records.stock.reserve(orderId, 'blank');
}

/** Nobody knows where the disc is. One that was being picked may have left the input bin: it gets its record now. */
function miss(
  { clock, desk, records }: RecoveryParts,
  orderId: string,
  state: OrderState,
  picked: unknown,
): void {
  if (state.at !== 'producing') return;
  const { attempt, disc } = state;
  if (disc.is === 'picking' && typeof picked === 'string') {
    const lost = { at: 'unknown', last: 'gripper' } as const;
    const record = { discId: picked, orderId, attempt, state: lost, place: 'unknown' };
    records.discs.insert(record, timestamp(clock), { reason: 'lost' });
  }
  const name = typeof picked === 'string' ? picked : null;
  const discId = disc.is === 'picking' ? name : disc.discId;
  desk.happen(orderId, { is: 'discMissing', discId });
}

function nameOfPicked({ records }: RecoveryParts, orderId: string): unknown {
  const open = records.acts.listOpenOf(orderId);
  return open.find(({ kind }) => kind === 'pick.started')?.intent['discId'];
}

/** A disc that was being picked has a name, and gets its record now that it is found. */
function recordDisc(parts: RecoveryParts, { drive, intent, orderId, state }: Case): string {
  const { clock, desk, records } = parts;
  if (state.disc.is !== 'picking') return state.disc.discId;
  const { attempt } = state;
  const { discId } = intent;
  const now = desk.get(orderId).state;
  if (now.at === 'producing' && now.disc.is !== 'picking') return now.disc.discId;
  const name = typeof discId === 'string' ? discId : `d_${orderId}-${attempt}`;
  const disc = { discId: name, orderId, attempt, place: `tray:${drive}` };
  records.discs.insert({ ...disc, state: { at: 'inDrive', drive } }, timestamp(clock), {
    reason: 'found at the start',
  });
  records.stock.release(orderId, 'blank');
  desk.happen(orderId, { is: 'discPicked', discId: name });
  return name;
}

function close(parts: RecoveryParts, at: Case, work: (time: string) => void): void {
  const { clock } = parts;
  const { act, decision, evidence, orderId } = at;
  conclude(parts, orderId, decision.row, () => {
    noteDecision(parts, orderId, act, decision, evidence);
    work(timestamp(clock));
  });
}

function isFull(sight: Sight, drive: number): boolean {
  const seen = sight.drives.get(drive) ?? 'unknown';
  return seen !== 'noMedia' && seen !== 'unknown';
}
