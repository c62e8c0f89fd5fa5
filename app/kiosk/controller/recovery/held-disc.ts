import type { ActRecord } from '../../../../db/kiosk/act-journal.ts';
import { carryStranger, loadFromGripper } from './carrying.ts';
import { askAboutLoaded, type Sight } from './look-around.ts';
import type { RecoveryParts } from './recovery-parts.ts';
import { drivesOf, type OpenActs } from './under-way.ts';

/** Acts in which the robot carries a disc. */
const moves: ReadonlySet<ActRecord['kind']> = new Set([
  'pick.started',
  'carry.started',
  'label.started',
  'stage.started',
  'reject.started',
  'clear.started',
  'reconcile.load',
  'reconcile.reject',
]);

/**
 * What the gripper holds: whose it is follows from which moves were begun and whose disc is not where its move began or ended.
 * It is put into its order's drive, to be looked at there; what is on its way to a bin waits for its own act; what is nobody's
 * goes to the reject bin.
 */
export async function settleGripper(
  parts: RecoveryParts,
  sight: Sight,
  open: OpenActs,
): Promise<boolean> {
  const { acts, carrier, logger, machine, records } = parts;
  const { gripper } = await machine.robot.readState({ signal: acts.signal });
  const begun = [...open.values()].flat().filter(({ kind }) => moves.has(kind));
  const listed = records.discs.listAt('gripper');
  // One that cannot say what it holds finds out, but only where it was cut off while it carried a disc.
  const mayHold = gripper === 'unknown' && (begun.length > 0 || listed.length > 0);
  if (gripper !== 'holding' && !mayHold) {
    sight.gripper = { is: 'empty', owner: null };
    return true;
  }
  const act = await moverOf(parts, sight, begun);
  const owner = act?.orderId ?? (listed.length === 1 ? (listed[0]?.orderId ?? null) : null);
  sight.gripper = { is: gripper, owner };
  const isForBin = act?.kind === 'reject.started' || act?.kind === 'clear.started';
  if (isForBin || act?.kind === 'reconcile.reject') return true;
  const drive = owner === null ? null : freeDriveOf(parts, sight, owner);
  if (owner !== null && drive !== null) {
    const loaded = await loadFromGripper(parts, drive, owner);
    if (loaded === 'done') sight.drives.set(drive, await askAboutLoaded(parts, drive));
    if (loaded !== 'failed') sight.gripper = { is: 'empty', owner: null };
    return true;
  }
  if (owner !== null && listed.some(({ orderId }) => orderId === owner)) return true;
  if (!carrier.canMove('gripper', 'reject')) return true;
  const carried = await carryStranger(parts, 'gripper');
  if (carried === 'failed') logger.error({}, 'The gripper could not be emptied at the start.');
  else sight.gripper = { is: 'empty', owner: null };
  return true;
}

/** The arm makes one move at a time: the others that were begun had not taken their disc yet, or had put it down. */
async function moverOf(
  { acts, machine }: RecoveryParts,
  sight: Sight,
  begun: readonly ActRecord[],
): Promise<ActRecord | null> {
  const gate = await machine.gate.readState({ signal: acts.signal }).catch(() => null);
  acts.signal.throwIfAborted();
  const isAt = (place: unknown): boolean => {
    if (typeof place !== 'string') return false;
    const [unit, number] = place.split(':');
    if (unit === 'tray') {
      const seen = sight.drives.get(Number(number)) ?? 'unknown';
      return seen !== 'noMedia' && seen !== 'unknown';
    }
    return unit === 'slot' && gate?.slots[Number(number) - 1]?.item === 'present';
  };
  const candidates = begun.filter(({ intent }) => !isAt(intent['from']) && !isAt(intent['to']));
  // A blank lies in the input bin until the arm is free for it: any other disc that is on no tray and in no slot is held.
  const fromBin = candidates.filter(({ kind }) => kind === 'pick.started');
  const others = candidates.filter((act) => !fromBin.includes(act));
  return others.at(-1) ?? fromBin[0] ?? null;
}

function freeDriveOf({ records }: RecoveryParts, sight: Sight, orderId: string): number | null {
  const state = records.orders.find(orderId)?.state;
  if (state?.at !== 'producing') return null;
  const drives = drivesOf(records, state, records.acts.listOpenOf(orderId));
  return drives.find((drive) => sight.drives.get(drive) === 'noMedia') ?? null;
}
