import { seconds } from '../../app/foundation/units.ts';
import type { DriverServices } from '../contract/device.ts';
import type { BlockDeviceOpener } from '../transports/block-device.ts';
import { launchChild, type ChildLauncher } from '../transports/child-process.ts';
import { cdrskinDialect } from './burn-cdrskin.ts';
import { burnDisc } from './burn.ts';
import {
  inquiryArguments,
  inspectArguments,
  parseInquiry,
  parseMedium,
  parseTray,
} from './cdrskin-codec.ts';
import { explainLine } from './cdrskin-explain.ts';
import { OpticalDriveError, type OpticalDrive } from './contract.ts';
import { accessFailure } from './drive-access.ts';
import { refusalOf } from './medium-refusal.ts';
import { ProgramDrive, type SeenMedium } from './program-drive.ts';
import { RecorderProgram } from './recorder-program.ts';

export interface CdrskinDriveOptions extends DriverServices {
  /** `cdrskin`, or the stand-in that prints what it prints. */
  readonly program: string;
  readonly leadingArguments: readonly string[];
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

/**
 * Opens a recorder that is driven by cdrskin. Nothing moves: where its tray stands is unknown until it is told to go
 * somewhere.
 *
 * @throws AppError `DEVICE_OFFLINE` if the program cannot be started, `DRIVE_LOST` if there is no such drive.
 */
export async function openCdrskinDrive(options: CdrskinDriveOptions): Promise<OpticalDrive> {
  const recorder = new RecorderProgram({
    program: options.program,
    leadingArguments: options.leadingArguments,
    launch: options.launch ?? launchChild,
    clock: options.clock,
    tap: options.tap,
    explain: explainLine,
  });
  const inquiry = await recorder.run(inquiryArguments(options.device), INQUIRY_LIMIT);
  const failure = accessFailure(inquiry);
  if (failure !== null) throw failure;
  if (inquiry.exit.code !== 0) {
    throw new OpticalDriveError('DRIVE_LOST', `There is no recorder at ${options.device}.`, {
      remedy: 'call-attendant',
      disc: 'untouched',
      retry: 'otherDrive',
      context: { device: options.device, lines: inquiry.lines.slice(-5) },
    });
  }
  const { clock, device, logger } = options;
  return new ProgramDrive({
    device,
    capabilities: {
      model: parseInquiry(inquiry.lines),
      address: device,
      maximumSpeed: options.maximumSpeed,
    },
    tray: recorder,
    ways: {
      inspect: (signal) => inspect(recorder, device, signal),
      isSettled: (medium) => medium.state !== 'unknown',
      async burn(request, onProgress, signal) {
        // cdrskin takes an overwritable disc for blank, and would write a small image on a CD.
        const { tray: _, ...medium } = await inspect(recorder, device, signal);
        logger.info({ device, ...medium }, 'This disc is about to be burned.');
        const refusal = refusalOf(medium, request.overwrite === true);
        if (refusal !== null) throw refusal;
        const dialect = cdrskinDialect(device, request);
        return burnDisc({ recorder, clock, logger }, dialect, request, onProgress, signal);
      },
      close: () => recorder.close(),
    },
    openBlockDevice: options.openBlockDevice,
    clock,
    logger,
  });
}

async function inspect(
  recorder: RecorderProgram,
  device: string,
  signal: AbortSignal | undefined,
): Promise<SeenMedium> {
  const run = await recorder.run(inspectArguments(device), INQUIRY_LIMIT, signal);
  const failure = accessFailure(run);
  if (failure !== null) throw failure;
  return { ...parseMedium(run.lines), tray: parseTray(run.lines) };
}
