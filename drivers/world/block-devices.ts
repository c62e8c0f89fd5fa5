import { SECTOR_BYTES } from '../../app/foundation/units.ts';
import { openBlockDevice, type BlockDeviceOpener } from '../transports/block-device.ts';
import type { World } from './world.ts';

/** Sectors that this drive reads of no disc. */
function misread(world: World, drive: number): number[] {
  return world.state.faults.flatMap(({ name, unit, value }) =>
    name === 'drive.misreads' && unit === drive ? [value ?? 0] : [],
  );
}

/** Opens the device node of a simulated drive; sectors that its disc cannot give back fail with EIO, as the kernel says it. */
export function worldBlockDevices(world: World, drive: number): BlockDeviceOpener {
  return async (path) => {
    const device = await openBlockDevice(path);
    return {
      async read(position, into) {
        const first = position / SECTOR_BYTES;
        const last = (position + into.length) / SECTOR_BYTES;
        const spots = [
          ...(world.discAt('tray', drive)?.unreadable ?? []),
          ...misread(world, drive),
        ];
        if (spots.some((sector) => sector >= first && sector < last)) {
          throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
        }
        return device.read(position, into);
      },
      close: () => device.close(),
    };
  };
}
