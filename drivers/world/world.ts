import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../../app/foundation/errors.ts';
import { linkDevices, type WorldPaths } from './device-nodes.ts';
import { discAt } from './pile.ts';
import { assertPossible } from './world-invariants.ts';
import { worldStateSchema, type Disc, type WorldState } from './world-state.ts';

/**
 * The one world behind all simulated devices of a machine: what lies where, and what is about to go wrong.
 *
 * It lives in its folder (`world.json`, `discs/<id>.iso`, `dev/`), is written there at every change, and is found there
 * again. Everything is synchronous: no two devices ever see two worlds.
 */
export class World implements WorldPaths {
  readonly folder: string;
  #state: WorldState;
  readonly #listeners = new Set<() => void>();

  private constructor(folder: string, state: WorldState) {
    this.folder = folder;
    this.#state = state;
  }

  /**
   * Opens the world of `folder`; `first` says how it begins where there is none yet.
   *
   * @throws AppError `WORLD_UNREADABLE` if what lies there is not a world.
   */
  static open(folder: string, first: () => WorldState): World {
    mkdirSync(join(folder, 'discs'), { recursive: true });
    mkdirSync(join(folder, 'dev'), { recursive: true });
    const kept = readWorld(join(folder, 'world.json'));
    const world = new World(resolve(folder), kept ?? first());
    world.change(() => {});
    return world;
  }

  get state(): WorldState {
    return this.#state;
  }

  /**
   * Changes the world. The change is checked and on disk when this returns, or nothing has changed.
   *
   * @throws AppError `WORLD_IMPOSSIBLE`
   */
  change(edit: (draft: WorldState) => void): void {
    const draft = structuredClone(this.#state);
    edit(draft);
    assertPossible(draft);
    writeAtomically(join(this.folder, 'world.json'), JSON.stringify(draft, null, 1));
    this.#state = draft;
    linkDevices(this.#state, this);
    for (const listener of this.#listeners) listener();
  }

  /** @returns a function that ends the subscription. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  discAt(at: Disc['place']['at'], unit?: number): Disc | null {
    return discAt(this.#state, at, unit);
  }

  /** Where the content of a disc lies; the file exists once something is written. */
  contentPath(discId: string): string {
    return join(this.folder, 'discs', `${discId}.iso`);
  }

  /** What the system would call drive `drive` (from 1). */
  devicePath(drive: number): string {
    return join(this.folder, 'dev', `sr${drive - 1}`);
  }
}

function readWorld(path: string): WorldState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unreadable(path, error);
  }
  try {
    return worldStateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('WORLD_UNREADABLE', `The simulated machine in ${path} cannot be read.`, {
    remedy: 'call-attendant',
    context: { path },
    cause,
  });
}

function writeAtomically(path: string, text: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
