import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { MAXIMUM_IMAGE_SECTORS, SECTOR_BYTES } from '../../app/foundation/units.ts';
import type { DriveAnswer, Inspection } from './drive-protocol.ts';
import { takeFault } from './faults.ts';
import type { Disc } from './world-state.ts';
import type { World } from './world.ts';

/** Sectors of a DVD-R and a DVD+R, from ECMA-359 and ECMA-349 discs on sale. */
const CAPACITY = { 'DVD-R': 2_298_496, 'DVD+R': MAXIMUM_IMAGE_SECTORS } as const;

function statusOf(disc: Disc | null): Inspection['status'] {
  if (disc === null || !disc.recognised) return 'empty';
  if (!disc.recordable || disc.session === 'closed') return 'full';
  return disc.session === 'open' ? 'appendable' : 'blank';
}

/** What drive `drive` (from 1) sees, without moving anything. */
export function inspectDrive(world: World, drive: number, rate: number | null): DriveAnswer {
  const tray = world.state.trays[drive - 1];
  if (!tray) return { answer: 'refused', why: 'no such drive' };
  const disc = tray.position === 'closed' ? world.discAt('tray', drive) : null;
  const status = statusOf(disc);
  const visible = disc !== null && status !== 'empty';
  return {
    answer: 'inspection',
    drive: {
      present: true,
      busy: takeFault(world, 'drive.busy', drive) !== null,
      tray: tray.position,
      status,
      mediaType: visible ? mediaType(disc) : '',
      mediaId: visible ? disc.batch : '',
      capacity: visible ? CAPACITY[disc.type] : 0,
      rate,
    },
  };
}

function mediaType(disc: Disc): string {
  if (!disc.recordable) return 'DVD-ROM';
  return disc.type === 'DVD-R' ? 'DVD-R sequential recording' : 'DVD+R';
}

/** Unlocks and opens a tray. */
export function ejectTray(world: World, drive: number): DriveAnswer {
  if (takeFault(world, 'drive.tray-stuck', drive) !== null) jamTray(world, drive);
  const tray = world.state.trays[drive - 1];
  if (!tray || tray.stuck) return { answer: 'refused', why: 'the tray does not move' };
  if (tray.position === 'open') return { answer: 'done' };
  if (world.discAt('tray', drive)?.state === 'writing') abandonBurn(world, drive);
  world.change((draft) => {
    draft.trays[drive - 1] = { position: 'open', locked: false, stuck: false };
  });
  return { answer: 'done' };
}

function jamTray(world: World, drive: number): void {
  world.change((draft) => {
    const tray = draft.trays[drive - 1];
    if (tray) tray.stuck = true;
  });
}

/** Closes a tray. What the next disc put in was announced to be, it is from now on. */
export function loadTray(world: World, drive: number): DriveAnswer {
  const tray = world.state.trays[drive - 1];
  if (!tray || tray.stuck) return { answer: 'refused', why: 'the tray does not move' };
  const done = (): DriveAnswer => ({
    answer: 'done',
    isEmpty: statusOf(world.discAt('tray', drive)) === 'empty',
  });
  if (tray.position === 'closed') return done();
  const disc = world.discAt('tray', drive);
  const fresh = disc?.state === 'blank';
  const notBlank = fresh && takeFault(world, 'drive.not-blank', drive) !== null;
  const noMedium = fresh && takeFault(world, 'drive.no-medium', drive) !== null;
  const pressed = fresh && takeFault(world, 'drive.wrong-medium', drive) !== null;
  world.change((draft) => {
    draft.trays[drive - 1] = { position: 'closed', locked: false, stuck: false };
    const inside = draft.discs.find((candidate) => candidate.id === disc?.id);
    if (!inside) return;
    if (noMedium) inside.recognised = false;
    if (pressed) inside.recordable = false;
    if (notBlank) Object.assign(inside, { state: 'coaster', session: 'closed' });
  });
  return done();
}

/** Begins to write the disc in a drive; from here on it is no blank any more. */
export function beginBurn(world: World, drive: number): DriveAnswer {
  const disc = world.discAt('tray', drive);
  if (world.state.trays[drive - 1]?.position !== 'closed' || statusOf(disc) !== 'blank' || !disc) {
    return { answer: 'refused', why: 'no blank disc inside' };
  }
  closeSync(openSync(world.contentPath(disc.id), 'w'));
  world.change((draft) => {
    const inside = draft.discs.find((candidate) => candidate.id === disc.id);
    if (inside) Object.assign(inside, { state: 'writing', session: 'open' });
    const tray = draft.trays[drive - 1];
    if (tray) tray.locked = true;
  });
  return {
    answer: 'begun',
    contentPath: world.contentPath(disc.id),
    faults: {
      writeError: takeFault(world, 'drive.write-error', drive),
      powerCalibration: takeFault(world, 'drive.power-calibration', drive) !== null,
      closeFailed: takeFault(world, 'drive.close-failed', drive) !== null,
      lost: takeFault(world, 'drive.lost', drive),
      stalled: takeFault(world, 'drive.stalled', drive),
      hung: takeFault(world, 'drive.hung', drive),
    },
  };
}

/**
 * Ends writing. `closed` leaves a readable disc, `broken-off` a coaster; a recorder that was killed leaves its tray locked.
 */
export function finishBurn(
  world: World,
  drive: number,
  ending: 'closed' | 'broken-off' | 'killed',
  sectors: number,
): DriveAnswer {
  const disc = world.discAt('tray', drive);
  if (disc?.state !== 'writing') return { answer: 'refused', why: 'nothing is being written' };
  const closed = ending === 'closed';
  const flipped = closed ? takeFault(world, 'drive.verify-mismatch', drive, sectors >> 1) : null;
  if (flipped !== null) flipBit(world.contentPath(disc.id), flipped);
  const unreadable = closed
    ? takeFault(world, 'drive.unreadable-sector', drive, sectors >> 1)
    : null;
  world.change((draft) => {
    const inside = draft.discs.find((candidate) => candidate.id === disc.id);
    if (inside) {
      inside.state = closed ? 'good' : 'coaster';
      inside.session = closed ? 'closed' : 'open';
      inside.sectors = sectors;
      if (unreadable !== null) inside.unreadable.push(unreadable);
    }
    const tray = draft.trays[drive - 1];
    if (tray) tray.locked = ending === 'killed';
  });
  return { answer: 'done' };
}

/** A recorder program that was killed: what reached the disc stays on it. */
export function abandonBurn(world: World, drive: number): void {
  const disc = world.discAt('tray', drive);
  if (disc === null) return;
  const bytes = statSync(world.contentPath(disc.id)).size;
  finishBurn(world, drive, 'killed', Math.floor(bytes / SECTOR_BYTES));
}

function flipBit(path: string, sector: number): void {
  const file = openSync(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, sector * SECTOR_BYTES);
    byte.writeUInt8(byte.readUInt8() ^ 1);
    writeSync(file, byte, 0, 1, sector * SECTOR_BYTES);
  } finally {
    closeSync(file);
  }
}
