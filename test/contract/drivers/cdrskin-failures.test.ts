import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bufferSource, type ByteSource } from '../../../app/foundation/byte-source.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { minutes, SECTOR_BYTES, seconds, sectors } from '../../../app/foundation/units.ts';
import type { BurnRequest, OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import { settle, whileTimePasses } from '../../support/drivers-time.ts';
import { driveOver } from '../../support/recorder/drive-over-recorder.ts';
import {
  EmulatedRecorder,
  type RecorderBehaviour,
  type RecorderDisc,
} from '../../support/recorder/recorder.ts';

const SECTORS = 3001;
const image = seededRandomness('image').bytes(SECTORS * SECTOR_BYTES);
const request: BurnRequest = { source: bufferSource(image), sectors: sectors(SECTORS), speed: 8 };
const used = { status: 'complete', content: image } as const;

let recorder: EmulatedRecorder;
let drive: OpticalDrive;

beforeEach(async () => {
  recorder = new EmulatedRecorder();
  drive = await driveOver(recorder);
});
afterEach(async () => {
  recorder.behave({});
  await drive.close();
  recorder.remove();
});

function load(disc: RecorderDisc | null, behaviour: RecorderBehaviour = {}): void {
  if (disc !== null) recorder.insert(disc);
  recorder.set({ tray: 'closed' });
  recorder.behave(behaviour);
  recorder.takeCommands();
}

/** Commands that write, blank, format or close. */
function touches(commands: readonly string[]): string[] {
  return commands.filter((line) => /^(04|2a|35|53|5b|a1|aa) /.test(line));
}

describe('cdrskin itself refuses', () => {
  const untouched = { disc: 'untouched', retry: 'newDisc' };
  it.each<[string, RecorderDisc | null, object]>([
    ['an empty drive', null, { code: 'DRIVE_NO_MEDIUM', context: { medium: 'none' } }],
    ['a burned DVD-R', { type: 'DVD-R', ...used }, { code: 'DRIVE_NOT_BLANK' }],
    ['a burned DVD+R', { type: 'DVD+R', ...used }, { code: 'DRIVE_NOT_BLANK' }],
    ['a used DVD-RW', { type: 'DVD-RW', ...used }, { code: 'DRIVE_NOT_BLANK' }],
    ['a used DVD+RW', { type: 'DVD+RW', ...used }, { code: 'DRIVE_NOT_BLANK' }],
    [
      'a used DVD-RW in restricted overwrite',
      { type: 'DVD-RW restricted overwrite', ...used },
      { code: 'DRIVE_NOT_BLANK', context: { type: 'DVD-RW' } },
    ],
    [
      'a DVD-R that was broken off',
      { type: 'DVD-R', status: 'appendable', content: image },
      { code: 'DRIVE_NOT_BLANK', context: { medium: 'appendable' } },
    ],
    [
      'a DVD+R that was broken off',
      { type: 'DVD+R', status: 'appendable', content: image },
      { code: 'DRIVE_NOT_BLANK', context: { medium: 'appendable' } },
    ],
    [
      'a pressed disc',
      { type: 'DVD-ROM', ...used },
      { code: 'DRIVE_NOT_BLANK', context: { medium: 'unsuitable', type: 'DVD-ROM' } },
    ],
    ['a CD-R', { type: 'CD-R' }, { code: 'DRIVE_WRONG_MEDIUM', context: { type: 'CD-R' } }],
  ])('%s, and does nothing to it', async (_, disc, error) => {
    load(disc);
    await expect(drive.burn(request, () => {})).rejects.toMatchObject({ ...untouched, ...error });
    expect(touches(recorder.takeCommands())).toEqual([]);
    expect(drive.status).toMatchObject({ health: 'online', activity: 'idle', tray: 'unknown' });
  });

  it('an image that is larger than the disc, for good', async () => {
    load({ type: 'DVD-R', capacity: 3000 });
    await expect(drive.burn(request, () => {})).rejects.toMatchObject({
      code: 'DRIVE_TOO_LARGE',
      disc: 'untouched',
      retry: 'never',
    });
    expect(recorder.state).toMatchObject({ status: 'blank', written: 0 });
  });

  it('a drive that another program holds, whose disc stays good', async () => {
    load({ type: 'DVD-R' }, { busy: true });
    await expect(drive.burn(request, () => {})).rejects.toMatchObject({
      code: 'DRIVE_BUSY',
      disc: 'untouched',
      retry: 'sameDisc',
      context: { exitCode: 3 },
    });
    await expect(drive.openTray()).rejects.toMatchObject({ code: 'DRIVE_BUSY' });
    recorder.behave({});
    expect(await drive.burn(request, () => {})).toMatchObject({ sectors: SECTORS });
  });
});

describe('cdrskin itself fails', () => {
  const coaster = { disc: 'coaster', retry: 'newDisc' };
  const spoiled = { status: 'appendable' };
  it.each<[string, RecorderDisc, RecorderBehaviour, object, object]>([
    [
      'at a bad sector',
      { type: 'DVD-R' },
      { writeErrorAt: 2000 },
      { code: 'DRIVE_WRITE_ERROR', ...coaster, context: { lba: 2000, sense: '3/0C/00' } },
      { ...spoiled, written: 2000 },
    ],
    [
      'to calibrate its laser, which shows at the first write',
      { type: 'DVD-R' },
      { powerCalibration: true },
      { code: 'DRIVE_POWER_CALIBRATION', ...coaster, context: { sense: '3/73/03' } },
      { ...spoiled, written: 0 },
    ],
    [
      'to close a DVD-R',
      { type: 'DVD-R' },
      { closeFailed: true },
      { code: 'DRIVE_CLOSE_FAILED', ...coaster, context: { exitCode: 10 } },
      { ...spoiled, written: SECTORS },
    ],
    [
      'to close a DVD+R',
      { type: 'DVD+R' },
      { closeFailed: true },
      { code: 'DRIVE_CLOSE_FAILED', ...coaster, context: { sense: '3/72/01' } },
      { ...spoiled, written: 3008 },
    ],
    [
      'to close a DVD+RW',
      { type: 'DVD+RW' },
      { closeFailed: true },
      { code: 'DRIVE_CLOSE_FAILED', ...coaster },
      { status: 'complete', written: SECTORS },
    ],
    [
      'because the drive leaves its bus',
      { type: 'DVD-R' },
      { lostAt: 2000 },
      { code: 'DRIVE_LOST', disc: 'unknown', retry: 'otherDrive' },
      { ...spoiled, gone: true },
    ],
  ])('%s', async (_, disc, behaviour, error, state) => {
    load(disc, behaviour);
    await expect(drive.burn(request, () => {})).rejects.toMatchObject(error);
    expect(recorder.state).toMatchObject(state);
  });

  it('not at all where the stream ends early: it fills up with zeros, and only the count gives it away', async () => {
    load({ type: 'DVD-R' });
    const half = bufferSource(image.subarray(0, 1000 * SECTOR_BYTES));
    const source: ByteSource = { size: image.length, read: (at, into) => half.read(at, into) };
    await expect(drive.burn({ ...request, source }, () => {})).rejects.toMatchObject({
      code: 'DRIVE_STREAM_SHORT',
      disc: 'coaster',
      retry: 'newDisc',
      context: { exitCode: 0, bytesFed: 1000 * SECTOR_BYTES },
    });
    const written = recorder.content();
    expect({
      status: recorder.state.status,
      bytes: written.length,
      zeros: written.subarray(1000 * SECTOR_BYTES).every((byte) => byte === 0),
    }).toEqual({ status: 'complete', bytes: image.length, zeros: true });
  });

  it.each<[string, RecorderBehaviour, object]>([
    ['one wrong bit', { mismatchAt: 1500 }, { code: 'DRIVE_VERIFY_MISMATCH', disc: 'coaster' }],
    [
      'a sector that cannot be read',
      { unreadableAt: 2345 },
      { code: 'DRIVE_READ_ERROR', context: { lba: 2345, errno: 'EIO' } },
    ],
  ])('without knowing it: %s is found by reading back', async (_, behaviour, error) => {
    load({ type: 'DVD-R' }, behaviour);
    const result = await drive.burn(request, () => {});
    await expect(drive.verify(result, () => {})).rejects.toMatchObject(error);
  });
});

describe('cdrskin itself, told to stop', () => {
  it('ends the disc and lets go of the tray', async () => {
    load({ type: 'DVD-R' }, { pace: 4000 });
    const giveUp = new AbortController();
    const burning = drive.burn(
      request,
      (progress) => {
        if (progress.phase === 'writing') giveUp.abort();
      },
      { signal: giveUp.signal },
    );
    await expect(burning).rejects.toMatchObject({
      code: 'DRIVE_CANCELED',
      disc: 'coaster',
      retry: 'newDisc',
      context: { exitCode: 1 },
    });
    expect(recorder.state).toMatchObject({ locked: false, status: 'complete' });
    expect(recorder.state.written).toBeLessThan(SECTORS);
  });

  it.each([
    ['canceled', 'DRIVE_CANCELED'],
    ['silent for three minutes', 'DRIVE_STREAM_STALLED'],
  ])(
    'while its drive hangs, %s, is killed after a quarter of an hour; opening the tray unlocks it',
    async (why, code) => {
      const clock = new ManualClock();
      const patient = await driveOver(recorder, { clock });
      load({ type: 'DVD-R' }, { hungAt: 2500 });
      const giveUp = new AbortController();
      const burning = patient.burn(request, () => {}, { signal: giveUp.signal });
      burning.catch(() => {});
      while (!recorder.state.hanging) await settle();
      const from = clock.monotonic();
      if (why === 'canceled') giveUp.abort();
      await expect(whileTimePasses(clock, burning, minutes(600), seconds(1))).rejects.toMatchObject(
        { code, disc: 'coaster', context: { exitCode: null } },
      );
      expect(clock.monotonic() - from).toBeGreaterThanOrEqual(minutes(15));
      expect(recorder.state).toMatchObject({ locked: true, status: 'appendable', tray: 'closed' });
      recorder.behave({});
      await patient.openTray();
      expect(recorder.state).toMatchObject({ locked: false, tray: 'open' });
      await patient.close();
    },
  );
});

describe('the tray of a real cdrskin', () => {
  it('stays open whatever is asked of the drive but to close it', async () => {
    recorder.insert({ type: 'DVD-R' });
    await drive.probe();
    expect(drive.status).toMatchObject({ tray: 'open', medium: 'none' });
    expect(await drive.readMedium()).toMatchObject({ state: 'none' });
    await expect(drive.burn(request, () => {})).rejects.toMatchObject({ code: 'DRIVE_NO_MEDIUM' });
    expect(recorder.state.tray).toBe('open');
    // START STOP UNIT with LoEj and Start is what loads.
    const loads = recorder.takeCommands().filter((line) => /^1b .. .. .. 03/.test(line));
    expect(loads).toEqual([]);
  });

  it('is known to have opened or closed by what the drive says, not by the exit code', async () => {
    load({ type: 'DVD-R' }, { ejectFails: true });
    const stuck = { code: 'DRIVE_TRAY_FAULT', retry: 'otherDrive', disc: 'unknown' };
    await expect(drive.openTray()).rejects.toMatchObject(stuck);
    expect(drive.status.tray).toBe('unknown');
    recorder.behave({ loadFails: true });
    await drive.openTray();
    await expect(drive.closeTray()).rejects.toMatchObject(stuck);
    recorder.behave({});
    recorder.clear();
    await drive.closeTray();
    expect(drive.status).toMatchObject({ tray: 'closed', health: 'online' });
    expect(recorder.state.tray).toBe('closed');
  });
});

describe('a drive behind cdrskin itself', () => {
  it('that vanishes while nothing is done is missed at the next look, and welcome when it is back', async () => {
    load({ type: 'DVD-R' });
    recorder.set({ gone: true });
    await expect(drive.probe()).rejects.toMatchObject({ code: 'DRIVE_LOST', disc: 'untouched' });
    expect(drive.status).toMatchObject({
      health: 'noDevice',
      reason: 'The drive has gone from its bus.',
    });
    await expect(driveOver(recorder)).rejects.toMatchObject({ code: 'DRIVE_LOST' });
    recorder.set({ gone: false });
    expect(await drive.probe()).toMatchObject({
      health: 'online',
      reason: '',
      medium: 'blank',
      tray: 'closed',
    });
  });

  const commands: Record<string, () => Promise<unknown>> = {
    probe: () => drive.probe(),
    readMedium: () => drive.readMedium(),
    openTray: () => drive.openTray(),
    closeTray: () => drive.closeTray(),
    burn: () => drive.burn(request, () => {}),
    verify: () => drive.verify({ sectors: sectors(SECTORS), sha256: '0'.repeat(64) }, () => {}),
  };
  it.each(
    Object.keys(commands).flatMap((name) => [0, 7, 33].map((after) => [name, after] as const)),
  )('that is unplugged in the middle of %s, after %i answers, is lost', async (name, after) => {
    load({ type: 'DVD-R' });
    recorder.set(after === 0 ? { gone: true } : {});
    recorder.behave({ lostAfter: after });
    await expect(commands[name]?.()).rejects.toMatchObject({
      code: 'DRIVE_LOST',
      retry: 'otherDrive',
    });
    expect(drive.status).toMatchObject({ health: 'noDevice', activity: 'idle' });
    recorder.behave({});
    recorder.set({ gone: false, tray: 'closed' });
    expect(await drive.probe()).toMatchObject({ health: 'online', tray: 'closed' });
  });

  it('that is unplugged while a disc is read back leaves the disc in doubt, not in the bin', async () => {
    load({ type: 'DVD-R' });
    const result = await drive.burn(request, () => {});
    const reading = drive.verify(result, () => recorder.set({ gone: true }));
    await expect(reading).rejects.toMatchObject({
      code: 'DRIVE_LOST',
      disc: 'unknown',
      retry: 'otherDrive',
    });
  });

  it.each([
    ['DVD-RW', 'blanked first'],
    ['DVD+RW', 'written over'],
    ['DVD-RW restricted overwrite', 'written over'],
  ] as const)('writes a used %s again where that is wanted: it is %s', async (type, how) => {
    load({ type, status: 'complete', content: new Uint8Array(SECTORS * SECTOR_BYTES) });
    expect(await drive.readMedium()).toMatchObject({ state: 'complete' });
    const result = await drive.burn({ ...request, overwrite: true }, () => {});
    await drive.verify(result, () => {});
    const blanked = recorder.takeCommands().some((line) => line.startsWith('a1 '));
    expect(blanked).toBe(how === 'blanked first');
  });

  it('does not write a burned DVD-R over, whatever is wanted', async () => {
    load({ type: 'DVD-R', ...used });
    const again = drive.burn({ ...request, overwrite: true }, () => {});
    await expect(again).rejects.toMatchObject({ code: 'DRIVE_NOT_BLANK', disc: 'untouched' });
  });

  it('tells speed, buffer and fifo while it writes, how well it was fed, and what it burned on', async () => {
    const logged: [string, unknown][] = [];
    const heard: string[] = [];
    const talking = await driveOver(recorder, {
      logger: {
        debug() {},
        info: (fields, message) =>
          logged.push([message, fields['mediaId'] ?? fields['timesEmpty']]),
        warn() {},
        error() {},
      },
      tap: ({ direction, meaning }) => heard.push(`${direction} ${meaning}`),
    });
    load({ type: 'DVD+R', mediaId: 'RICOHJPNR03' }, { pace: 40_000 });
    const told: unknown[] = [];
    const result = await talking.burn(request, (progress) => {
      if (progress.phase === 'writing') told.push(progress);
    });
    expect(told[0]).toEqual({
      phase: 'writing',
      sectorsDone: expect.any(Number),
      sectors: SECTORS,
      bufferPercent: 99,
      fifoPercent: expect.any(Number),
      speed: expect.any(Number),
    });
    expect(result.fifo).toEqual({ timesEmpty: 0, minimumFill: expect.any(Number) });
    expect(logged).toEqual([
      ['This disc is about to be burned.', 'RICOHJPN/R03/48'],
      ['The recorder says how well it was fed.', 0],
    ]);
    expect([...new Set(heard)]).toEqual(
      expect.arrayContaining([
        'sent command line',
        'received status',
        'received starting',
        'received progress',
        'received total',
        'received fifo',
        'received done',
      ]),
    );
    await talking.close();
  });
});
