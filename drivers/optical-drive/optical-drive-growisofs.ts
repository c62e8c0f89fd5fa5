import { AppError } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { DriverServices } from '../contract/device.ts';
import type { BlockDeviceOpener } from '../transports/block-device.ts';
import { launchChild, type ChildLauncher } from '../transports/child-process.ts';
import { growisofsDialect } from './burn-growisofs.ts';
import { burnDisc } from './burn.ts';
import { explainLine } from './cdrskin-explain.ts';
import { OpticalDriveError, type Medium, type OpticalDrive } from './contract.ts';
import {
  isGrowisofsHelp,
  parseGrowisofsLine,
  parseMediaInfo,
  parseMediaInfoInquiry,
} from './growisofs-codec.ts';
import { refusalOf } from './medium-refusal.ts';
import { lookUntilSettled, ProgramDrive, type RecorderWays } from './program-drive.ts';
import { RecorderProgram } from './recorder-program.ts';

export interface GrowisofsDriveOptions extends DriverServices {
  /** Where the three programs are, if not on the path. */
  readonly programs?: {
    readonly growisofs: string;
    readonly mediainfo: string;
    readonly cdrskin: string;
  };
  /** `/dev/sr0`. */
  readonly device: string;
  /** Fastest speed to ask for, in multiples of 1 385 kB/s. */
  readonly maximumSpeed: number;
  /** How processes are started; a test gives a scripted one. */
  readonly launch?: ChildLauncher;
  /** How the disc is read back. */
  readonly openBlockDevice?: BlockDeviceOpener;
}

const INQUIRY_LIMIT = seconds(30);
const ON_PATH = { growisofs: 'growisofs', mediainfo: 'dvd+rw-mediainfo', cdrskin: 'cdrskin' };

/** Exit codes of dvd+rw-mediainfo: 128 and the errno. ENOENT, ENXIO and ENODEV; EBUSY. */
const GONE_CODES: ReadonlySet<number | null> = new Set([130, 134, 147]);
const BUSY_CODE = 144;

/**
 * Opens a recorder that growisofs burns with, dvd+rw-mediainfo looks into, and cdrskin moves the tray of. Nothing moves:
 * where its tray stands is unknown until it is told to go somewhere.
 *
 * @throws AppError `DEVICE_OFFLINE` if a program cannot be started, `DRIVE_LOST` if there is no such drive.
 */
export async function openGrowisofsDrive(options: GrowisofsDriveOptions): Promise<OpticalDrive> {
  const { clock, device, logger, tap, launch = launchChild, programs = ON_PATH } = options;
  const program = (
    name: string,
    leadingArguments: readonly string[],
    explain: (line: string) => string,
  ) => new RecorderProgram({ program: name, leadingArguments, launch, clock, tap, explain });
  // growisofs ends without flushing its output: line by line, or its count of sectors would be lost.
  const recorder = program(
    'stdbuf',
    ['-oL', programs.growisofs],
    (line) => parseGrowisofsLine(line).kind,
  );
  const mediainfo = program(programs.mediainfo, [], () => 'medium');
  const tray = program(programs.cdrskin, [], explainLine);

  const help = await recorder.run(['-help'], INQUIRY_LIMIT);
  if (!isGrowisofsHelp(help.lines)) {
    throw new AppError('DEVICE_OFFLINE', `${programs.growisofs} is not growisofs.`, {
      remedy: 'call-attendant',
      context: { lines: help.lines.slice(-5) },
    });
  }
  const identity = await look(mediainfo, device, undefined);
  const ways: RecorderWays = {
    inspect: async (signal) => (await look(mediainfo, device, signal)).medium,
    // A drive that spins a disc up shows no profile: to dvd+rw-mediainfo it looks empty.
    isSettled: ({ state }) => state !== 'unknown' && state !== 'none',
    async burn(request, onProgress, signal) {
      // growisofs closes an open tray, and does not wait for a disc that spins up: it must find a blank one.
      const medium = await lookUntilSettled({ ways, clock }, signal);
      logger.info({ device, ...medium }, 'This disc is about to be burned.');
      // It writes over a DVD+RW as it is; a DVD-RW would have to be blanked by another program first.
      const overwrite = request.overwrite === true && medium.type === 'DVD+RW';
      const refusal = refusalOf(medium, overwrite);
      if (refusal !== null) throw refusal;
      const dialect = growisofsDialect(device, request);
      return burnDisc({ recorder, clock, logger }, dialect, request, onProgress, signal);
    },
    async close() {
      await Promise.all([recorder.close(), mediainfo.close()]);
    },
  };
  return new ProgramDrive({
    device,
    capabilities: {
      model: identity.model,
      address: device,
      maximumSpeed: options.maximumSpeed,
    },
    tray,
    ways,
    openBlockDevice: options.openBlockDevice,
    clock,
    logger,
  });
}

async function look(
  mediainfo: RecorderProgram,
  device: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly model: string; readonly medium: Medium }> {
  const { exit, lines } = await mediainfo.run([device], INQUIRY_LIMIT, signal);
  const model = parseMediaInfoInquiry(lines);
  if (exit.code === BUSY_CODE) {
    throw new OpticalDriveError('DRIVE_BUSY', 'Another program holds the drive.', {
      remedy: 'retry',
      disc: 'untouched',
      retry: 'sameDisc',
      context: { lines: lines.slice(-5) },
    });
  }
  if (model === null || GONE_CODES.has(exit.code)) {
    throw new OpticalDriveError('DRIVE_LOST', `There is no recorder at ${device}.`, {
      remedy: 'call-attendant',
      disc: 'untouched',
      retry: 'otherDrive',
      context: { device, exitCode: exit.code, lines: lines.slice(-5) },
    });
  }
  return { model, medium: parseMediaInfo(lines) };
}
