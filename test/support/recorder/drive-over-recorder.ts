import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import type { OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import {
  openCdrskinDrive,
  type CdrskinDriveOptions,
} from '../../../drivers/optical-drive/optical-drive-cdrskin.ts';
import type { EmulatedRecorder } from './recorder.ts';

/** The driver, with Debian's own cdrskin, over an emulated recorder. */
export function driveOver(
  recorder: EmulatedRecorder,
  changes: Partial<CdrskinDriveOptions> = {},
): Promise<OpticalDrive> {
  return openCdrskinDrive({
    program: 'cdrskin',
    leadingArguments: [],
    device: recorder.device,
    maximumSpeed: 8,
    clock: systemClock,
    logger: silentLogger,
    launch: recorder.launch,
    openBlockDevice: recorder.openBlockDevice,
    ...changes,
  });
}
