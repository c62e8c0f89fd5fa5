import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { minutes, SECTOR_BYTES, seconds, sectors } from '../../../app/foundation/units.ts';
import type { OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import { settle, whileTimePasses } from '../../support/drivers-time.ts';
import { growisofsOver } from '../../support/recorder/growisofs-over-recorder.ts';
import {
  EmulatedRecorder,
  type RecorderBehaviour,
  type RecorderDisc,
} from '../../support/recorder/recorder.ts';

describe('growisofs over an emulated recorder that fails', () => {
  const image = seededRandomness('image').bytes(3001 * SECTOR_BYTES);
  const request = { source: bufferSource(image), sectors: sectors(3001), speed: 8 };
  let recorder: EmulatedRecorder;
  let drive: OpticalDrive;
  beforeAll(async () => {
    recorder = new EmulatedRecorder();
    drive = await growisofsOver(recorder);
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

  it.each<[string, (drive: OpticalDrive) => Promise<unknown>]>([
    ['looked at', (one) => one.probe()],
    ['asked what lies in it', (one) => one.readMedium()],
    ['opened', (one) => one.openTray()],
    ['closed', (one) => one.closeTray()],
    ['told to burn', (one) => one.burn(request, () => {})],
    ['read back', (one) => one.verify({ sectors: sectors(1), sha256: '' }, () => {})],
  ])('says that it is gone when it is %s, and works again when it is back', async (_, act) => {
    load({ type: 'DVD-R' });
    recorder.set({ gone: true });
    await expect(act(drive)).rejects.toMatchObject({
      code: 'DRIVE_LOST',
      retry: 'otherDrive',
    });
    expect(drive.status).toMatchObject({ health: 'noDevice', activity: 'idle' });
    expect(drive.status.reason).not.toBe('');
    recorder.set({ gone: false });
    expect((await drive.readMedium()).state).toBe('blank');
    expect(drive.status).toMatchObject({ health: 'online', reason: '' });
  });

  it.each<[string, (drive: OpticalDrive, signal: AbortSignal) => Promise<unknown>]>([
    ['looking', (one, signal) => one.probe({ signal })],
    ['asking', (one, signal) => one.readMedium({ signal })],
    ['opening', (one, signal) => one.openTray({ signal })],
    ['closing', (one, signal) => one.closeTray({ signal })],
    ['burning', (one, signal) => one.burn(request, () => {}, { signal })],
    [
      'reading back',
      (one, signal) => one.verify({ sectors: sectors(1), sha256: '' }, () => {}, { signal }),
    ],
  ])('gives up %s when it is told to before it began', async (_, act) => {
    load({ type: 'DVD-R' });
    const error = await act(drive, AbortSignal.abort()).catch((reason: unknown) => reason);
    expect((error as { code: string }).code).toMatch(/^D(EV|R)I(CE|VE)_CANCELED$/);
    expect(drive.status).toMatchObject({ health: 'online', activity: 'idle' });
  });

  it.each([
    ['canceled', 'DRIVE_CANCELED'],
    ['silent for three minutes', 'DRIVE_STREAM_STALLED'],
  ])(
    'while its drive hangs, %s, is killed after a quarter of an hour; opening the tray unlocks it',
    async (why, code) => {
      const clock = new ManualClock();
      const patient = await growisofsOver(recorder, clock);
      load({ type: 'DVD-R' }, { hungAt: 2500 });
      const giveUp = new AbortController();
      const burning = patient.burn(request, () => {}, { signal: giveUp.signal });
      burning.catch(() => {});
      while (!recorder.state.hanging) await settle();
      const from = clock.monotonic();
      if (why === 'canceled') giveUp.abort();
      const over = whileTimePasses(clock, burning, minutes(600), seconds(1));
      await expect(over).rejects.toMatchObject({
        code,
        disc: 'coaster',
        context: { exitCode: null },
      });
      expect(clock.monotonic() - from).toBeGreaterThanOrEqual(minutes(15));
      expect(recorder.state).toMatchObject({ locked: true, tray: 'closed' });
      recorder.behave({});
      await patient.openTray();
      expect(recorder.state).toMatchObject({ locked: false, tray: 'open' });
      await patient.close();
    },
  );

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
