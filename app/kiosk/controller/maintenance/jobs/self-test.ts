import type { Machine } from '../../../../../drivers/contract/machine.ts';
import type { OpticalDriveStatus } from '../../../../../drivers/optical-drive/contract.ts';
import { AppError, isAppError, unreachable } from '../../../../foundation/errors.ts';
import type { GuidedJobState } from '../../../../orders/guided-job.ts';
import type { ActRunner } from '../../workflow/act-runner.ts';
import type { DiscCarrier } from '../../workflow/disc-carrier.ts';
import { isWorking, type DrivePool } from '../../workflow/drive-pool.ts';

export interface SelfTestParts {
  readonly machine: Machine;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly acts: Pick<ActRunner, 'signal' | 'mayBegin'>;
}

/**
 * Tries the part that a job was about, and nothing else. Resolves where it works.
 *
 * @throws AppError `SELF_TEST_FAILED` with what was found, or what the device says.
 */
export async function selfTest(parts: SelfTestParts, state: GuidedJobState): Promise<void> {
  if (!parts.acts.mayBegin('pick.started')) {
    throw failed('The machine must not move now: is its door shut?');
  }
  switch (state.job) {
    case 'load-blanks':
      return testBin(parts, 'input', (is) => is !== 'empty', 'It sees no disc in the input bin.');
    case 'empty-reject':
      return testBin(parts, 'reject', (is) => is !== 'full', 'The reject bin is still full.');
    case 'empty-retain':
      return testBin(parts, 'retain', (is) => is !== 'full', 'The retain bin is still full.');
    case 'clear-jam':
      return testWay(parts);
    case 'load-paper':
    case 'change-ink':
      return testPrinter(parts, state.job);
    case 'swap-drive':
    case 'clean-drive':
      return testDrive(parts, state.drive ?? 0);
    default:
      return unreachable(state.job);
  }
}

async function testBin(
  { acts, machine }: SelfTestParts,
  place: 'input' | 'reject' | 'retain',
  isRight: (replenishment: string) => boolean,
  sentence: string,
): Promise<void> {
  const { gripper, health, units } = await machine.robot.readState({ signal: acts.signal });
  if (!isWorking(health)) throw failed('The robot does not work.');
  if (gripper === 'holding') throw failed('The gripper holds a disc.');
  const unit = units.find((found) => found.place === place);
  if (unit !== undefined && !isRight(unit.replenishment)) throw failed(sentence);
}

/** The arm is home and holds nothing, every tray is in, and nothing lies in a drive. */
async function testWay({ acts, carrier, machine, pool }: SelfTestParts): Promise<void> {
  await carrier.returnToWork(acts.signal);
  for (const [index, drive] of machine.drives.entries()) {
    if (!isWorking(drive.status.health)) continue;
    await carrier.closeTray(index + 1, acts.signal);
    const { medium, tray } = await lookInto(driveOf(machine, index), acts.signal);
    if (tray === 'open') throw failed(`The tray of drive ${index + 1} is out.`);
    if (medium !== 'none') throw failed(`Something still lies in drive ${index + 1}.`);
  }
  const { gripper, health } = await machine.robot.readState({ signal: acts.signal });
  if (!isWorking(health)) throw failed('The robot does not work.');
  if (gripper === 'holding') throw failed('The gripper holds a disc.');
  pool.returnAllToUse();
}

async function testPrinter(
  { acts, machine }: SelfTestParts,
  job: 'load-paper' | 'change-ink',
): Promise<void> {
  const { health, paper, toner } = await machine.printer.readStatus({ signal: acts.signal });
  if (!isWorking(health)) throw failed('The printer is not ready.');
  if (paper === 'out' || paper === 'jammed') throw failed(`The printer says: paper ${paper}.`);
  if (job === 'change-ink' && toner === 'out') throw failed('The printer says: toner out.');
}

/** It answers, its tray moves, and it knows that nothing lies in it. */
async function testDrive(
  { acts, carrier, machine, pool }: SelfTestParts,
  drive: number,
): Promise<void> {
  const { signal } = acts;
  const device = carrier.driveAt(drive);
  const { health } = await device.probe({ signal });
  if (!isWorking(health)) throw failed(`Drive ${drive} does not answer.`);
  await carrier.holdTray(drive, () => device.openTray({ signal }));
  await carrier.closeTray(drive, signal);
  const { medium } = await lookInto(driveOf(machine, drive - 1), signal);
  if (medium !== 'none') throw failed(`Something lies in drive ${drive}: take it out.`);
  pool.returnToUse(drive);
}

function driveOf({ drives }: Machine, index: number) {
  const drive = drives[index];
  if (drive !== undefined) return drive;
  throw failed('The machine has no such drive.');
}

/** A drive may say that nothing lies in it by refusing to read it. */
async function lookInto(
  drive: Machine['drives'][number],
  signal: AbortSignal,
): Promise<Pick<OpticalDriveStatus, 'medium' | 'tray'>> {
  const { tray } = await drive.probe({ signal });
  try {
    return { tray, medium: (await drive.readMedium({ signal })).state };
  } catch (error) {
    if (isAppError(error, 'DRIVE_NO_MEDIUM')) return { tray, medium: 'none' };
    throw error;
  }
}

function failed(sentence: string): AppError {
  return new AppError('SELF_TEST_FAILED', sentence, { remedy: 'call-attendant' });
}
