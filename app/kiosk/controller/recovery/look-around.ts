import { isAbsent } from '../../../../drivers/contract/device.ts';
import type { MediumState, OpticalDrive } from '../../../../drivers/optical-drive/contract.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { BootEvidence } from '../../../orders/boot-table.ts';
import type { RecoveryParts } from './recovery-parts.ts';

/** What a start has seen of the machine: the drives first, then what moves discs, then the slots. */
export interface Sight {
  /** What lies in each drive, by its number; none for a drive that did not say. */
  readonly drives: Map<number, BootEvidence['drive']>;
  /** Drives whose disc an order goes on with: nobody empties them. */
  readonly kept: Set<number>;
  /** What the gripper holds, and whose that is by what was begun: null for nobody's. */
  gripper: { readonly is: BootEvidence['gripper']; readonly owner: string | null };
  /** Orders whose disc was decided on: the others wait for a device. */
  readonly settled: Set<string>;
  /** Orders whose disc is being looked at. */
  readonly busy: Set<string>;
}

export function noSight(): Sight {
  return {
    drives: new Map(),
    kept: new Set(),
    gripper: { is: 'unknown', owner: null },
    settled: new Set(),
    busy: new Set(),
  };
}

/**
 * Asks a drive what lies in it: without moving anything first, for a robot does not see into a closed one. Only a drive that
 * sees no disc has its tray closed, for one may lie on an open tray, and is asked again.
 *
 * @returns false for a drive that went away meanwhile: it is waited for. One that fails is used no more.
 */
export async function askDrive(
  parts: RecoveryParts,
  sight: Sight,
  number: number,
  drive: OpticalDrive,
): Promise<boolean> {
  const { acts, carrier, logger, pool } = parts;
  try {
    let seen = evidenceOf((await drive.probe({ signal: acts.signal })).medium);
    if (seen === 'noMedia' || seen === 'unknown') {
      await carrier.closeTray(number, acts.signal);
      seen = evidenceOf((await drive.readMedium({ signal: acts.signal })).state);
    }
    sight.drives.set(number, seen);
  } catch (error) {
    acts.signal.throwIfAborted();
    if (isAppError(error, 'DRIVE_NO_MEDIUM')) {
      sight.drives.set(number, 'noMedia');
      return true;
    }
    if (isAbsent(drive.status.health) && carrier.fault === null) return false;
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    logger.error({ drive: number, code }, 'A drive could not be asked at the start.');
    pool.takeOutOfUse(number, code);
  }
  return true;
}

/** What a disc in a drive that was just filled is; one that the drive does not see is there all the same. */
export async function askAboutLoaded(
  { acts, carrier }: RecoveryParts,
  number: number,
): Promise<BootEvidence['drive']> {
  try {
    const { state } = await carrier.driveAt(number).readMedium({ signal: acts.signal });
    const seen = evidenceOf(state);
    return seen === 'noMedia' || seen === 'unknown' ? 'other' : seen;
  } catch (error) {
    acts.signal.throwIfAborted();
    if (isAppError(error)) return 'other';
    throw error;
  }
}

/** A slot, by the sensors of the gate; a gate that does not answer says nothing. */
export async function askSlot(
  { acts, logger, machine }: RecoveryParts,
  slot: number,
): Promise<Pick<BootEvidence, 'item' | 'shutter'>> {
  try {
    const { slots } = await machine.gate.readState({ signal: acts.signal });
    const { item = 'unknown', shutter = 'unknown' } = slots[slot - 1] ?? {};
    const isOpen = shutter === 'open' || shutter === 'jammedOpen';
    const isClosed = shutter === 'closed' || shutter === 'jammedClosed';
    return { item, shutter: isOpen ? 'open' : isClosed ? 'closed' : 'unknown' };
  } catch (error) {
    acts.signal.throwIfAborted();
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    logger.warn({ slot, code }, 'The gate could not be asked at the start.');
    return { item: 'unknown', shutter: 'unknown' };
  }
}

function evidenceOf(medium: MediumState): BootEvidence['drive'] {
  switch (medium) {
    case 'none':
      return 'noMedia';
    case 'unsuitable':
      return 'other';
    default:
      return medium;
  }
}
