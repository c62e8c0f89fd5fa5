import { driveOver } from '../../support/recorder/drive-over-recorder.ts';
import { EmulatedRecorder, type RecorderMedium } from '../../support/recorder/recorder.ts';
import { describeOpticalDriveContract } from './describe-optical-drive.ts';

const blanks: readonly RecorderMedium[] = ['DVD-R', 'DVD+R', 'DVD-RW', 'DVD+RW'];

for (const type of blanks) {
  describeOpticalDriveContract(`cdrskin itself, a ${type} in an emulated recorder`, async () => {
    const recorder = new EmulatedRecorder();
    // Slow enough that progress is seen.
    recorder.behave({ loadPolls: 2, closePolls: 2, pace: 40_000 });
    const drive = await driveOver(recorder);
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
