import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seconds } from '../../../app/foundation/units.ts';
import { openGrowisofsDrive } from '../../../drivers/optical-drive/optical-drive-growisofs.ts';
import { growisofsOver } from '../../support/recorder/growisofs-over-recorder.ts';
import { EmulatedRecorder } from '../../support/recorder/recorder.ts';
import { describeOpticalDriveContract } from './describe-optical-drive.ts';
import { onHardware } from './hardware.ts';

for (const type of ['DVD-R', 'DVD+R', 'DVD-RW', 'DVD+RW'] as const) {
  describeOpticalDriveContract(`growisofs over the emulated recorder, ${type}`, async () => {
    const recorder = new EmulatedRecorder();
    const drive = await growisofsOver(recorder);
    return {
      drive,
      putBlank: () => Promise.resolve(recorder.insert({ type })),
      clearTray: () => Promise.resolve(recorder.clear()),
      async dispose() {
        await drive.close();
        recorder.remove();
      },
    };
  });
}

// Whoever runs it puts a blank disc in when the tray opens for the third time, and takes it out when it first opens.
onHardware('an optical drive with growisofs', 'DIPTYCH_TEST_DRIVE_GROWISOFS', (device) => {
  describeOpticalDriveContract(`growisofs, ${device}`, async () => {
    const drive = await openGrowisofsDrive({
      device,
      maximumSpeed: 8,
      clock: systemClock,
      logger: silentLogger,
    });
    const handled = () =>
      new Promise<void>((resolve) => {
        systemClock.after(seconds(20), resolve);
      });
    return { drive, putBlank: handled, clearTray: handled, dispose: () => drive.close() };
  });
});
