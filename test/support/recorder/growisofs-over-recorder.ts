import { systemClock, type Clock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { milliseconds } from '../../../app/foundation/units.ts';
import type { OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import { openGrowisofsDrive } from '../../../drivers/optical-drive/optical-drive-growisofs.ts';
import type { EmulatedRecorder } from './recorder.ts';

/** Ten times as fast as the wall's: the emulated recorder knows no waiting, so that pauses are for nothing. */
const hurriedClock: Clock = {
  ...systemClock,
  after: (delay, action) => systemClock.after(milliseconds(delay / 10), action),
};

/** The driver, with Debian's own growisofs, dvd+rw-mediainfo and cdrskin, over an emulated recorder. */
export function growisofsOver(
  recorder: EmulatedRecorder,
  clock: Clock = hurriedClock,
): Promise<OpticalDrive> {
  return openGrowisofsDrive({
    device: recorder.device,
    maximumSpeed: 8,
    clock,
    logger: silentLogger,
    launch: recorder.launch,
    openBlockDevice: recorder.openBlockDevice,
  });
}
