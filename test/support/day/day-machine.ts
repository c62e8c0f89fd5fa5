import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import type { Randomness } from '../../../app/foundation/randomness.ts';
import type { Machine } from '../../../drivers/contract/machine.ts';
import type { Jacket } from '../../../app/contracts/jacket.ts';
import { openSimulatedMachine } from '../../../drivers/simulated-machine.ts';
import { firstWorld } from '../../../drivers/world/first-world.ts';
import { World } from '../../../drivers/world/world.ts';

/** A simulated machine at the speed of life, on the clock it is given, all of it inside this process. */
export async function openDayMachine(
  folder: string,
  clock: Clock,
  randomness: Randomness,
): Promise<{ readonly machine: Machine; readonly world: World }> {
  const contents = { drives: 2, slots: 8, blanks: dayBlanks, paper: 80 };
  const world = World.open(folder, () => firstWorld(contents, randomness));
  const machine = await openSimulatedMachine({
    ...contents,
    folder,
    world,
    burnRate: 1,
    standIn: 'inside',
    clock,
    logger: silentLogger,
    randomness,
  });
  return { machine, world };
}

/** Blank discs that the machine begins with. */
export const dayBlanks = 60;

export interface DayFolders {
  readonly data: string;
  readonly machine: string;
  readonly screens: string;
  remove(): void;
}

export function dayFolders(): DayFolders {
  // Nothing of it need outlive a power cut: in memory, where there is such a place, it is twice as fast.
  const memory = '/dev/shm';
  const root = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'diptych-day-'));
  const screens = join(root, 'screens');
  mkdirSync(screens);
  writeFileSync(join(screens, 'index.html'), '<!doctype html><title>Screens</title>');
  return {
    data: join(root, 'data'),
    machine: join(root, 'machine'),
    screens,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A sheet with nothing on it but whose it is: a PDF all the same. */
export function plainJacket({ code }: Jacket): Promise<Uint8Array> {
  return Promise.resolve(Buffer.from(`%PDF-1.4\n% ${code}\n%%EOF\n`));
}
