import { OpticalDriveError, type OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import { openCdrskinDrive } from '../../../drivers/optical-drive/optical-drive-cdrskin.ts';
import { openGrowisofsDrive } from '../../../drivers/optical-drive/optical-drive-growisofs.ts';
import { systemClock } from '../../foundation/clock.ts';
import type { AppError } from '../../foundation/errors.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { withDeviceHere, type MachineFlags } from './open-devices.ts';
import type { Facts, VerbFlags } from './run-verb.ts';

export interface DriveFlags extends MachineFlags, VerbFlags {
  /** `/dev/sr0`: opened without any settings. */
  readonly device?: string;
  /** Of the machine, from 1. */
  readonly drive: number;
  readonly driver: 'cdrskin' | 'growisofs';
  /** Instead of the one on the path. One that ends in `.js` is run by Node. */
  readonly program?: string;
  readonly speed?: number;
  readonly overwrite?: boolean;
}

/** Fast enough for a bench, slow enough for any disc on sale. */
const USUAL_SPEED = 8;

/** Multiple of 1 385 kB/s. */
export function speedOf({ speed }: DriveFlags, drive: OpticalDrive): number {
  return speed ?? Math.min(USUAL_SPEED, drive.capabilities.maximumSpeed);
}

/** Opens the drive that the flags name: at a device node, or of the machine's settings; closes it when `use` is done. */
export async function withDrive<Result>(
  flags: DriveFlags,
  use: (drive: OpticalDrive) => Promise<Result>,
): Promise<Result> {
  const { device, drive: number } = flags;
  if (device === undefined) return withDeviceHere('drive', flags, use, number);
  const drive = await openAt(device, flags);
  try {
    return await use(drive);
  } finally {
    await drive.close();
  }
}

function openAt(
  device: string,
  { driver, program, speed = USUAL_SPEED }: DriveFlags,
): Promise<OpticalDrive> {
  const shared = { device, maximumSpeed: speed, clock: systemClock, logger: silentLogger };
  if (driver === 'cdrskin') return openCdrskinDrive({ ...shared, ...startOf(program ?? driver) });
  const programs = {
    growisofs: program ?? driver,
    mediainfo: 'dvd+rw-mediainfo',
    cdrskin: 'cdrskin',
  };
  return openGrowisofsDrive({ ...shared, programs });
}

function startOf(program: string) {
  return program.endsWith('.js')
    ? { program: process.execPath, leadingArguments: [program] }
    : { program, leadingArguments: [] };
}

/** What became of the disc, and what may be tried again: every failure of a drive's verb says so. */
export function describeDriveFailure(failure: AppError): Facts {
  if (failure instanceof OpticalDriveError) {
    return { discState: failure.disc, retry: failure.retry };
  }
  switch (failure.code) {
    case 'DEVICE_TIMEOUT':
      return { discState: 'unknown', retry: 'otherDrive' };
    case 'DEVICE_OFFLINE':
      return { discState: 'untouched', retry: 'otherDrive' };
    default:
      return { discState: 'untouched', retry: failure.remedy === 'retry' ? 'sameDisc' : 'never' };
  }
}
