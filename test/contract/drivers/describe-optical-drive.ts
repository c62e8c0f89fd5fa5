import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { SECTOR_BYTES, sectors } from '../../../app/foundation/units.ts';
import type { BurnProgress, OpticalDrive } from '../../../drivers/optical-drive/contract.ts';

export interface OpticalDriveBench {
  readonly drive: OpticalDrive;
  /** Puts a blank disc on the open tray. */
  putBlank(): Promise<void>;
  /** Clears the open tray. */
  clearTray(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every optical drive does, whatever stands behind it. */
export function describeOpticalDriveContract(
  name: string,
  build: () => Promise<OpticalDriveBench>,
): void {
  describe(`an optical drive: ${name}`, () => {
    let bench: OpticalDriveBench;
    beforeAll(async () => {
      bench = await build();
    });
    afterAll(() => bench.dispose());

    it('says what it is, and that it is ready', () => {
      expect(bench.drive.capabilities.model).not.toBe('');
      expect(bench.drive.capabilities.maximumSpeed).toBeGreaterThan(0);
      expect(bench.drive.status).toMatchObject({ health: 'online', activity: 'idle' });
    });

    it('does not move its tray when asked how it is', async () => {
      await bench.drive.openTray();
      const { medium } = await bench.drive.probe();
      expect({ medium, tray: bench.drive.status.tray }).toEqual({ medium: 'none', tray: 'open' });
    });

    it('sees no disc on an empty tray', async () => {
      await bench.drive.openTray();
      await bench.clearTray();
      await bench.drive.closeTray();
      expect(await bench.drive.readMedium()).toMatchObject({ state: 'none', type: '' });
    });

    it('refuses a second command while one runs', async () => {
      const first = bench.drive.openTray();
      await expect(bench.drive.closeTray()).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
      await first;
    });

    it('refuses an image that is not as long as announced', async () => {
      const image = { source: bufferSource(new Uint8Array(3000)), sectors: sectors(2), speed: 8 };
      await expect(bench.drive.burn(image, () => {})).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
    });

    it('burns a disc, says how far it is, and reads back what it wrote', async () => {
      const { drive } = bench;
      await drive.openTray();
      await bench.putBlank();
      await drive.closeTray();
      expect(await drive.readMedium()).toMatchObject({ state: 'blank' });
      const image = seededRandomness('image').bytes(5000 * SECTOR_BYTES);
      const progress: BurnProgress[] = [];
      const request = { source: bufferSource(image), sectors: sectors(5000), speed: 8 };
      const result = await drive.burn(request, (step) => progress.push(step));
      expect(result).toMatchObject({
        sectors: 5000,
        sha256: createHash('sha256').update(image).digest('hex'),
      });
      expect([...new Set(progress.map((step) => step.phase))]).toEqual([
        'leadIn',
        'writing',
        'closing',
      ]);
      const read: number[] = [];
      const trays: string[] = [];
      await drive.verify(result, (done) => read.push(done), {
        async aroundReload(reload) {
          await reload();
          trays.push(drive.status.tray);
        },
      });
      expect(trays).toEqual(['closed']);
      expect(read.at(-1)).toBe(5000);
      expect(drive.status).toMatchObject({ tray: 'closed', medium: 'complete', health: 'online' });
    });

    it('says that a disc does not hold what it should', async () => {
      const request = { sectors: sectors(5000), sha256: '0'.repeat(64) };
      await expect(bench.drive.verify(request, () => {})).rejects.toMatchObject({
        code: 'DRIVE_VERIFY_MISMATCH',
        disc: 'coaster',
        retry: 'newDisc',
      });
    });

    it('refuses to burn over a disc that is not blank, and leaves it as it is', async () => {
      const image = bufferSource(new Uint8Array(4 * SECTOR_BYTES));
      const request = { source: image, sectors: sectors(4), speed: 8 };
      await expect(bench.drive.burn(request, () => {})).rejects.toMatchObject({
        code: 'DRIVE_NOT_BLANK',
        disc: 'untouched',
        retry: 'newDisc',
      });
    });

    it('does nothing more once closed', async () => {
      await bench.drive.close();
      await bench.drive.close();
      expect(bench.drive.status.health).toBe('offline');
      await expect(bench.drive.openTray()).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
    });
  });
}
