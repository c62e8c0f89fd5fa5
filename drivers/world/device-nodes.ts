import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import type { World } from './world.ts';

/**
 * Keeps `dev/srN` showing what the system would show: the content of the disc inside, nothing where no disc can be read.
 * Where a real node answers ENOMEDIUM, the missing link answers ENOENT.
 */
export function linkDevices(world: World): void {
  world.state.trays.forEach((tray, index) => {
    const disc = tray.position === 'closed' ? world.discAt('tray', index + 1) : null;
    const readable = disc !== null && disc.recognised && disc.session !== 'none';
    const path = world.devicePath(index + 1);
    const target = readable ? world.contentPath(disc.id) : null;
    if (currentTarget(path) === target) return;
    rmSync(path, { force: true });
    if (target !== null) symlinkSync(target, path);
  });
}

function currentTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
