import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { worldStateSchema } from '../../../drivers/world/world-state.ts';
import type { Manifest } from '../../disc/manifest.ts';
import { isAppError } from '../../foundation/errors.ts';
import { readPlayerDisc } from '../../player/disc/player-disc.ts';
import type { DataFolders } from '../installation.ts';

/** A disc of a simulated machine that a customer took, or that `diptych disc` left in a folder. */
export interface TakenDisc {
  readonly path: string;
  readonly manifest: Manifest;
}

/** All of them, the newest first. Images that are no disc of ours are left out. */
export function takenDiscs(folders: DataFolders): TakenDisc[] {
  const machines = [folders.kiosk, folders.terminalKiosk].map((folder) => join(folder, 'machine'));
  const paths = [...machines.flatMap(takenOf), ...madeDiscs(folders.discs)];
  const discs = paths.flatMap((path) => {
    const manifest = manifestOf(path);
    return manifest === null ? [] : [{ path, manifest }];
  });
  const newest = discs.toSorted((a, b) => (a.manifest.issuedAt < b.manifest.issuedAt ? 1 : -1));
  const orders = new Set<string>();
  // The same disc may lie in the machine's world and in the folder of `diptych disc`.
  return newest.filter(({ manifest: { orderId } }) => !orders.has(orderId) && orders.add(orderId));
}

/** Images of the discs that customers of a simulated machine took. */
function takenOf(machineFolder: string): string[] {
  const text = textOf(join(machineFolder, 'world.json'));
  const world = worldStateSchema.safeParse(text === null ? null : parseJson(text));
  if (!world.success) return [];
  return world.data.discs
    .filter(({ place }) => place.at === 'taken')
    .map(({ id }) => join(machineFolder, 'discs', `${id}.iso`));
}

/** `<folder>/<order code>/disc.iso`. */
function madeDiscs(folder: string): string[] {
  const names = attempt(() => readdirSync(folder)) ?? [];
  return names
    .map((name) => join(folder, name, 'disc.iso'))
    .filter((path) => attempt(() => statSync(path).isFile()) ?? false);
}

function manifestOf(path: string): Manifest | null {
  try {
    const disc = readPlayerDisc(path);
    disc.close();
    return disc.manifest;
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

function textOf(path: string): string | null {
  return attempt(() => readFileSync(path, 'utf8'));
}

/** Null where the file system says no: what is not there was not taken. */
function attempt<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
