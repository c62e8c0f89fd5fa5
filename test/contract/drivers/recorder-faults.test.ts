import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferSource, type ByteSource } from '../../../app/foundation/byte-source.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { minutes, SECTOR_BYTES, sectors } from '../../../app/foundation/units.ts';
import type { BurnResult, OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import { openSimulatedMachine } from '../../../drivers/simulated-machine.ts';
import { machineUnderTest, type MachineUnderTest } from '../../support/drivers-machine.ts';
import { whenThere } from '../../support/drivers-presence.ts';

const SECTORS = 3000;
const image = seededRandomness('image').bytes(SECTORS * SECTOR_BYTES);

describe('a recorder that goes wrong', () => {
  let under: MachineUnderTest;
  let drive: OpticalDrive;
  beforeAll(async () => {
    under = await machineUnderTest();
    drive = under.machine.drives[0]!;
  });
  afterAll(() => under.remove());

  /** Clears away what lies in the drive, and puts the next blank in. */
  async function loadBlank(): Promise<void> {
    await whenThere(drive);
    await drive.openTray();
    await under.machine.robot.move('tray:1', 'reject').catch(() => {});
    await under.machine.robot.move('input', 'tray:1');
    await drive.closeTray();
  }

  function burn(source: ByteSource = bufferSource(image), signal?: AbortSignal) {
    const request = { source, sectors: sectors(SECTORS), speed: 8 };
    return drive.burn(request, () => {}, signal ? { signal } : {});
  }

  it.each([
    ['drive.write-error@2000', 'DRIVE_WRITE_ERROR', 'coaster', 'newDisc', { lba: 2000 }],
    [
      'drive.power-calibration',
      'DRIVE_POWER_CALIBRATION',
      'coaster',
      'newDisc',
      { sense: '3/73/03' },
    ],
    ['drive.close-failed', 'DRIVE_CLOSE_FAILED', 'coaster', 'newDisc', { exitCode: 10 }],
    ['drive.not-blank', 'DRIVE_NOT_BLANK', 'untouched', 'newDisc', { medium: 'complete' }],
    ['drive.no-medium', 'DRIVE_NO_MEDIUM', 'untouched', 'newDisc', { medium: 'none' }],
    ['drive.wrong-medium', 'DRIVE_NOT_BLANK', 'untouched', 'newDisc', { type: 'DVD-ROM' }],
    ['drive.lost@1000', 'DRIVE_LOST', 'unknown', 'otherDrive', { exitCode: 10 }],
    ['drive.busy', 'DRIVE_BUSY', 'untouched', 'sameDisc', { exitCode: 3 }],
  ])('reports %s as %s, disc %s, retry %s', async (fault, code, disc, retry, context) => {
    if (!fault.startsWith('drive.busy')) under.hands.inject(fault);
    await loadBlank();
    if (fault.startsWith('drive.busy')) under.hands.inject(fault);
    await expect(burn()).rejects.toMatchObject({ code, disc, retry, context });
    expect(drive.status.activity).toBe('idle');
  });

  it.each([
    ['drive.verify-mismatch@1500', 'DRIVE_VERIFY_MISMATCH', {}],
    ['drive.unreadable-sector@2345', 'DRIVE_READ_ERROR', { lba: 2345, errno: 'EIO' }],
  ])('burns with %s and finds it out by reading back', async (fault, code, context) => {
    under.hands.inject(fault);
    await loadBlank();
    const result: BurnResult = await burn();
    await expect(drive.verify(result, () => {})).rejects.toMatchObject({ code, context });
  });

  it('knows a pressed disc from a blank one', async () => {
    under.hands.inject('drive.wrong-medium');
    await loadBlank();
    expect(await drive.readMedium()).toMatchObject({ state: 'unsuitable', type: 'DVD-ROM' });
  });

  it('refuses an image that is larger than the disc', async () => {
    await loadBlank();
    const size = 2_300_000;
    const source = {
      size: size * SECTOR_BYTES,
      read: (_: number, into: Uint8Array) => into.length,
    };
    const request = { source, sectors: sectors(size), speed: 8 };
    await expect(drive.burn(request, () => {})).rejects.toMatchObject({
      code: 'DRIVE_TOO_LARGE',
      disc: 'untouched',
      retry: 'never',
    });
  });

  it('trusts no exit code: a source that ends early makes a coaster, though the recorder is content', async () => {
    await loadBlank();
    const half = bufferSource(image.subarray(0, image.length / 2));
    const read = (position: number, into: Uint8Array) => half.read(position, into);
    const source = { size: image.length, read };
    await expect(burn(source)).rejects.toMatchObject({
      code: 'DRIVE_STREAM_SHORT',
      disc: 'coaster',
      context: { exitCode: 0, bytesFed: image.length / 2 },
    });
  });

  it('passes on why the source failed', async () => {
    await loadBlank();
    const cause = new Error('the spool is gone');
    const source = {
      size: image.length,
      read() {
        throw cause;
      },
    };
    await expect(burn(source)).rejects.toMatchObject({ code: 'DRIVE_STREAM_SHORT', cause });
  });

  it('is asked to stop by whoever cancels, and leaves its tray to the one who fetches the disc', async () => {
    under.hands.inject('drive.stalled@1000');
    await loadBlank();
    const giveUp = new AbortController();
    const request = { source: bufferSource(image), sectors: sectors(SECTORS), speed: 8 };
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
    expect(drive.status).toMatchObject({ tray: 'closed', activity: 'idle', health: 'online' });
  });

  it('says that its tray does not move, until somebody mends it', async () => {
    await drive.closeTray();
    under.hands.inject('drive1.tray-stuck');
    await expect(drive.openTray()).rejects.toMatchObject({
      code: 'DRIVE_TRAY_FAULT',
      retry: 'otherDrive',
    });
    under.hands.inject('clear');
    await drive.openTray();
    expect(drive.status.tray).toBe('open');
  });

  it('burns well after all of this', async () => {
    await loadBlank();
    const result = await burn();
    await drive.verify(result, () => {});
    await drive.openTray();
    await under.machine.robot.move('tray:1', 'slot:2');
    expect(under.machine.robot.status.slots).toEqual(['empty', 'occupied']);
  });
});

describe('a machine that loses its power', () => {
  it('finds its discs where they were, and a coaster where it was burning', async () => {
    const under = await machineUnderTest();
    let reopened: Awaited<ReturnType<typeof openSimulatedMachine>> | null = null;
    try {
      const drive = under.machine.drives[0]!;
      await drive.openTray();
      await under.machine.robot.move('input', 'tray:1');
      await drive.closeTray();
      under.hands.inject('drive.hung@2000');
      const request = { source: bufferSource(image), sectors: sectors(SECTORS), speed: 8 };
      const cuts: Promise<void>[] = [];
      const burning = drive.burn(request, (progress) => {
        if (progress.phase === 'writing') cuts.push(under.machine.close());
      });
      await expect(burning).rejects.toMatchObject({ disc: 'coaster' });
      await Promise.all(cuts);

      reopened = await openSimulatedMachine({ ...under.options, blanks: 99 });
      const [again] = reopened.drives;
      expect(await again!.readMedium()).toMatchObject({ state: 'appendable' });
      const input = reopened.robot.status.units.find((unit) => unit.place === 'input');
      expect(input?.count).toBe(39);
      await again!.openTray();
      await reopened.robot.move('tray:1', 'reject');
    } finally {
      await reopened?.close();
      await under.remove();
    }
  });

  it('keeps what a customer took as an image', async () => {
    const under = await machineUnderTest();
    try {
      const { machine, hands } = under;
      const drive = machine.drives[0]!;
      await drive.openTray();
      await machine.robot.move('input', 'tray:1');
      await drive.closeTray();
      const request = { source: bufferSource(image), sectors: sectors(SECTORS), speed: 8 };
      await drive.burn(request, () => {});
      await drive.openTray();
      await machine.robot.move('tray:1', 'slot:1');
      expect(hands.takeDisc()).toBe(false);
      const outcome = await machine.gate.present(1, minutes(1), () => hands.takeDisc());
      expect(outcome).toBe('taken');
      const [taken] = hands.takenDiscs();
      expect(taken?.slot).toBe(1);
      expect(statSync(taken!.imagePath).size).toBe(image.length);
      expect(readFileSync(taken!.imagePath).equals(Buffer.from(image))).toBe(true);
    } finally {
      await under.remove();
    }
  });
});
