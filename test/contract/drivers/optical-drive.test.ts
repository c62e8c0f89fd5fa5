import { systemClock } from '../../../app/foundation/clock.ts';
import { seconds } from '../../../app/foundation/units.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { openCdrskinDrive } from '../../../drivers/optical-drive/optical-drive-cdrskin.ts';
import { machineUnderTest } from '../../support/drivers-machine.ts';
import { describeOpticalDriveContract } from './describe-optical-drive.ts';
import { onHardware } from './hardware.ts';

describeOpticalDriveContract('cdrskin, with the simulated recorder', async () => {
  const { machine, remove } = await machineUnderTest();
  const drive = machine.drives[0]!;
  return {
    drive,
    putBlank: () => machine.robot.move('input', 'tray:1'),
    async clearTray() {
      await machine.robot.move('tray:1', 'reject').catch((error: { code?: string }) => {
        if (error.code !== 'ROBOT_SOURCE_EMPTY') throw error;
      });
    },
    dispose: remove,
  };
});

// Whoever runs it puts a blank disc in when the tray opens for the third time, and takes it out when it first opens.
onHardware('an optical drive', 'DIPTYCH_TEST_DRIVE', (device) => {
  describeOpticalDriveContract(device, async () => {
    const drive = await openCdrskinDrive({
      program: 'cdrskin',
      leadingArguments: [],
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
