import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { minutes, SECTOR_BYTES, seconds, sectors } from '../../../../app/foundation/units.ts';
import { readBack } from '../../../../drivers/optical-drive/read-back.ts';
import type { BlockDevice } from '../../../../drivers/transports/block-device.ts';
import { settle, whileTimePasses } from '../../../support/drivers-time.ts';

const SECTORS = 1300;
const content = new Uint8Array(SECTORS * SECTOR_BYTES).map((_, index) => (index * 31) & 0xff);
const sha256 = createHash('sha256').update(content).digest('hex');

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function device(bytes: Uint8Array, badSector?: number): BlockDevice {
  return {
    read(position, into) {
      const first = position / SECTOR_BYTES;
      const last = (position + into.length) / SECTOR_BYTES;
      if (badSector !== undefined && badSector >= first && badSector < last) {
        return Promise.reject(failure('EIO'));
      }
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return Promise.resolve(part.length);
    },
    close: () => Promise.resolve(),
  };
}

function verify(
  open: () => Promise<BlockDevice>,
  expected = sha256,
  signal?: AbortSignal,
): { outcome: Promise<void>; clock: ManualClock; progress: number[] } {
  const clock = new ManualClock();
  const progress: number[] = [];
  const outcome = readBack(
    { device: '/dev/sr0', open, clock },
    { sectors: sectors(SECTORS), sha256: expected },
    (done) => progress.push(done),
    signal,
  );
  return { outcome, clock, progress };
}

describe('reading a disc back', () => {
  it('reads every sector and says how far it is', async () => {
    const { outcome, progress } = verify(() => Promise.resolve(device(content)));
    await outcome;
    expect(progress).toEqual([512, 1024, 1300]);
  });

  it('finds one wrong bit', async () => {
    const changed = content.slice();
    changed[1_000_000] = (changed[1_000_000] ?? 0) ^ 1;
    const { outcome } = verify(() => Promise.resolve(device(changed)));
    await expect(outcome).rejects.toMatchObject({ code: 'DRIVE_VERIFY_MISMATCH' });
  });

  it.each([0, 511, 512, 1299])('names sector %i when that is what cannot be read', async (lba) => {
    const { outcome } = verify(() => Promise.resolve(device(content, lba)));
    await expect(outcome).rejects.toMatchObject({
      code: 'DRIVE_READ_ERROR',
      disc: 'coaster',
      context: { lba, errno: 'EIO' },
    });
  });

  it('names the sector at which the disc ends too early', async () => {
    const cut = content.subarray(0, 700 * SECTOR_BYTES);
    const { outcome } = verify(() => Promise.resolve(device(cut)));
    await expect(outcome).rejects.toMatchObject({
      code: 'DRIVE_READ_ERROR',
      context: { lba: 700 },
    });
  });

  it('does not take nothing but zeros for something read, though the hash agrees', async () => {
    const zeros = new Uint8Array(content.length);
    const hash = createHash('sha256').update(zeros).digest('hex');
    const { outcome } = verify(() => Promise.resolve(device(zeros)), hash);
    await expect(outcome).rejects.toMatchObject({ code: 'DRIVE_READ_ERROR' });
  });

  it('waits for a drive that is still spinning up', async () => {
    let attempts = 0;
    const { outcome, clock } = verify(() => {
      attempts += 1;
      return attempts < 5 ? Promise.reject(failure('ENOMEDIUM')) : Promise.resolve(device(content));
    });
    await whileTimePasses(clock, outcome, seconds(30));
    expect(attempts).toBe(5);
  });

  it('does not wait for ever', async () => {
    const { outcome, clock } = verify(() => Promise.reject(failure('ENOMEDIUM')));
    await expect(whileTimePasses(clock, outcome, minutes(2))).rejects.toMatchObject({
      code: 'DRIVE_LOST',
      context: { errno: 'ENOMEDIUM' },
    });
  });

  it('gives a read up that hangs', async () => {
    const hanging: BlockDevice = {
      read: () => new Promise(() => {}),
      // As a file does: it waits for what is being read.
      close: () => new Promise(() => {}),
    };
    const { outcome, clock } = verify(() => Promise.resolve(hanging));
    await expect(whileTimePasses(clock, outcome, minutes(2), seconds(1))).rejects.toMatchObject({
      code: 'DRIVE_READ_ERROR',
      context: { lba: 0 },
    });
  });

  it('stops when the caller gives up', async () => {
    const { outcome } = verify(() => Promise.resolve(device(content)), sha256, AbortSignal.abort());
    await expect(outcome).rejects.toMatchObject({ code: 'DRIVE_CANCELED', retry: 'sameDisc' });
  });

  it('lets its caller go in the middle of a read that hangs', async () => {
    const hanging: BlockDevice = {
      read: () => new Promise(() => {}),
      close: () => new Promise(() => {}),
    };
    const giveUp = new AbortController();
    const { outcome } = verify(() => Promise.resolve(hanging), sha256, giveUp.signal);
    outcome.catch(() => {});
    await settle();
    giveUp.abort();
    await expect(outcome).rejects.toMatchObject({ code: 'DRIVE_CANCELED', retry: 'sameDisc' });
  });
});
