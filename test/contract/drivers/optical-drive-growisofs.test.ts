import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import { systemClock, type Clock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { milliseconds, SECTOR_BYTES, seconds, sectors } from '../../../app/foundation/units.ts';
import type { OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import { openGrowisofsDrive } from '../../../drivers/optical-drive/optical-drive-growisofs.ts';
import {
  EmulatedRecorder,
  type RecorderBehaviour,
  type RecorderDisc,
} from '../../support/recorder/recorder.ts';
import { describeOpticalDriveContract } from './describe-optical-drive.ts';
import { onHardware } from './hardware.ts';

/** Runs `cases` where these programs are installed; elsewhere shows one skipped case that names those that are missing. */
function wherePrograms(programs: readonly string[], cases: () => void): void {
  const missing = programs.filter(
    (program) => spawnSync('sh', ['-c', `command -v '${program}'`]).status !== 0,
  );
  if (missing.length === 0) {
    cases();
    return;
  }
  describe('growisofs over the emulated recorder', () => {
    it('is tried where its programs are installed', ({ skip }) => {
      skip(`install ${missing.join(', ')}`);
      expect.unreachable();
    });
  });
}

/** Ten times as fast as the wall's: the emulated recorder knows no waiting, so that pauses are for nothing. */
const hurriedClock: Clock = {
  ...systemClock,
  after: (delay, action) => systemClock.after(milliseconds(delay / 10), action),
};

function openOver(recorder: EmulatedRecorder): Promise<OpticalDrive> {
  return openGrowisofsDrive({
    device: recorder.device,
    maximumSpeed: 8,
    clock: hurriedClock,
    logger: silentLogger,
    launch: recorder.launch,
    openBlockDevice: recorder.openBlockDevice,
  });
}

wherePrograms(['growisofs', 'dvd+rw-mediainfo', 'cdrskin', 'cc'], () => {
  for (const type of ['DVD-R', 'DVD+R', 'DVD-RW', 'DVD+RW'] as const) {
    describeOpticalDriveContract(`growisofs over the emulated recorder, ${type}`, async () => {
      const recorder = new EmulatedRecorder();
      const drive = await openOver(recorder);
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
  describeFailures();
});

// Whoever runs it puts a blank disc in when the tray opens for the third time, and takes it out when it first opens.
onHardware('an optical drive with growisofs', 'DIPTYCH_TEST_DRIVE', (device) => {
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

function describeFailures(): void {
  describe('growisofs over an emulated recorder that fails', () => {
    const image = seededRandomness('image').bytes(3001 * SECTOR_BYTES);
    const request = { source: bufferSource(image), sectors: sectors(3001), speed: 8 };
    let recorder: EmulatedRecorder;
    let drive: OpticalDrive;
    beforeAll(async () => {
      recorder = new EmulatedRecorder();
      drive = await openOver(recorder);
    });
    beforeEach(() => {
      recorder.set({ tray: 'closed', gone: false });
      recorder.behave({});
    });
    afterAll(async () => {
      await drive.close();
      recorder.remove();
    });

    function load(disc: RecorderDisc, behaviour: RecorderBehaviour = {}): void {
      recorder.insert(disc);
      recorder.set({ tray: 'closed' });
      recorder.behave(behaviour);
    }

    it.each<[string, RecorderDisc, RecorderBehaviour, Record<string, unknown>]>([
      [
        'a write error',
        { type: 'DVD-R' },
        { writeErrorAt: 2000 },
        { code: 'DRIVE_WRITE_ERROR', disc: 'coaster', retry: 'newDisc', context: { lba: 2000 } },
      ],
      [
        'a laser that cannot be calibrated',
        { type: 'DVD-R' },
        { powerCalibration: true },
        { code: 'DRIVE_POWER_CALIBRATION', disc: 'coaster', retry: 'newDisc' },
      ],
      [
        'a DVD-R that cannot be closed, though growisofs ends with 0',
        { type: 'DVD-R' },
        { closeFailed: true },
        {
          code: 'DRIVE_CLOSE_FAILED',
          disc: 'coaster',
          retry: 'newDisc',
          context: { exitCode: 0 },
        },
      ],
      [
        'a DVD+R that cannot be closed',
        { type: 'DVD+R' },
        { closeFailed: true },
        { code: 'DRIVE_CLOSE_FAILED', disc: 'coaster', retry: 'newDisc' },
      ],
      [
        'a drive that another program holds',
        { type: 'DVD+R' },
        { busy: true },
        { code: 'DRIVE_BUSY', disc: 'untouched', retry: 'sameDisc' },
      ],
      [
        'a disc that is too small',
        { type: 'DVD+R', capacity: 3000 },
        {},
        { code: 'DRIVE_TOO_LARGE', disc: 'untouched', retry: 'never' },
      ],
      [
        'a half-burned disc',
        { type: 'DVD-R', status: 'appendable' },
        {},
        { code: 'DRIVE_NOT_BLANK', disc: 'untouched', retry: 'newDisc' },
      ],
      [
        'a pressed disc',
        { type: 'DVD-ROM', status: 'complete' },
        {},
        { code: 'DRIVE_NOT_BLANK', disc: 'untouched', retry: 'newDisc' },
      ],
      [
        'a CD',
        { type: 'CD-R' },
        {},
        { code: 'DRIVE_WRONG_MEDIUM', disc: 'untouched', retry: 'newDisc' },
      ],
      [
        'a drive that leaves its bus',
        { type: 'DVD-R' },
        { lostAt: 2000 },
        { code: 'DRIVE_LOST', disc: 'unknown', retry: 'otherDrive' },
      ],
    ])('tells %s', async (_, disc, behaviour, failure) => {
      load(disc, behaviour);
      await expect(drive.burn(request, () => {})).rejects.toMatchObject(failure);
      const lost = failure['code'] === 'DRIVE_LOST';
      expect(drive.status.health).toBe(lost ? 'noDevice' : 'online');
    });

    it('writes over a used DVD+RW where that is asked for, and over nothing else', async () => {
      const used = { status: 'complete', content: image } as const;
      load({ type: 'DVD+RW', ...used });
      await expect(drive.burn(request, () => {})).rejects.toMatchObject({
        code: 'DRIVE_NOT_BLANK',
      });
      const result = await drive.burn({ ...request, overwrite: true }, () => {});
      await drive.verify(result, () => {});
      load({ type: 'DVD-RW', ...used });
      const burning = drive.burn({ ...request, overwrite: true }, () => {});
      await expect(burning).rejects.toMatchObject({ code: 'DRIVE_NOT_BLANK' });
    });

    it('does not close an open tray to look for a disc', async () => {
      load({ type: 'DVD-R' });
      recorder.set({ tray: 'open' });
      await expect(drive.burn(request, () => {})).rejects.toMatchObject({
        code: 'DRIVE_NO_MEDIUM',
      });
      expect(recorder.state.tray).toBe('open');
    });

    it('sees a source that ends early, which growisofs ends with 0', async () => {
      load({ type: 'DVD-R' });
      const source = {
        size: request.source.size,
        read: (position: number, into: Uint8Array) =>
          position < 1000 * SECTOR_BYTES
            ? bufferSource(image.subarray(0, 1000 * SECTOR_BYTES)).read(position, into)
            : 0,
      };
      await expect(drive.burn({ ...request, source }, () => {})).rejects.toMatchObject({
        code: 'DRIVE_STREAM_SHORT',
        disc: 'coaster',
        context: { exitCode: 0, bytesFed: 1000 * SECTOR_BYTES },
      });
    });

    it('names the first sector that cannot be read back, and tells a disc that holds something else', async () => {
      load({ type: 'DVD+R' });
      const result = await drive.burn(request, () => {});
      recorder.behave({ unreadableAt: 1234 });
      await expect(drive.verify(result, () => {})).rejects.toMatchObject({
        code: 'DRIVE_READ_ERROR',
        context: { lba: 1234 },
      });
      load({ type: 'DVD+R' }, { mismatchAt: 100 });
      const wrong = await drive.burn(request, () => {});
      await expect(drive.verify(wrong, () => {})).rejects.toMatchObject({
        code: 'DRIVE_VERIFY_MISMATCH',
        disc: 'coaster',
      });
    });

    it('stops a burn when it is told to: growisofs closes what it has written, and the tray is free', async () => {
      load({ type: 'DVD-R' }, { pace: 11_080 });
      const giveUp = new AbortController();
      const burning = drive.burn(
        request,
        (step) => {
          if (step.phase === 'writing' && step.sectorsDone > 0) giveUp.abort();
        },
        { signal: giveUp.signal },
      );
      await expect(burning).rejects.toMatchObject({
        code: 'DRIVE_CANCELED',
        disc: 'coaster',
        retry: 'newDisc',
      });
      await drive.openTray();
      expect(recorder.state).toMatchObject({ tray: 'open', locked: false });
    });
  });
}
