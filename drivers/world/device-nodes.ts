import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { isAway } from './away.ts';
import { discAt } from './pile.ts';
import type { WorldState } from './world-state.ts';

/** Where things of a world lie in its folder. */
export interface WorldPaths {
  /** Where the content of a disc lies; the file exists once something is written. */
  contentPath(discId: string): string;
  /** What the system would call drive `drive` (from 1). */
  devicePath(drive: number): string;
}

/**
 * Keeps `dev/srN` showing what the system would show: the content of the disc inside, nothing where no disc can be read.
 * Where a real node answers ENOMEDIUM, the missing link answers ENOENT.
 */
export function linkDevices(state: WorldState, paths: WorldPaths): void {
  state.trays.forEach((tray, index) => {
    const isThere = tray.position === 'closed' && !isAway(state, 'drive', index + 1);
    const disc = isThere ? discAt(state, 'tray', index + 1) : null;
    const readable = disc !== null && disc.recognised && disc.session !== 'none';
    const path = paths.devicePath(index + 1);
    const target = readable ? paths.contentPath(disc.id) : null;
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
