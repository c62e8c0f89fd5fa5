import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import type { Randomness } from '../../../app/foundation/randomness.ts';
import type { Machine } from '../../../drivers/contract/machine.ts';
import { openSimulatedMachine } from '../../../drivers/simulated-machine.ts';

/** A simulated machine at the speed of life, on the clock it is given, all of it inside this process. */
export async function openDayMachine(
  folder: string,
  clock: Clock,
  randomness: Randomness,
): Promise<Machine> {
  return openSimulatedMachine({
    folder,
    drives: 2,
    slots: 8,
    blanks: 60,
    paper: 80,
    burnRate: 1,
    standIn: 'inside',
    clock,
    logger: silentLogger,
    randomness,
  });
}

export interface DayFolders {
  readonly data: string;
  readonly machine: string;
  readonly screens: string;
  remove(): void;
}

export function dayFolders(): DayFolders {
  const root = mkdtempSync(join(tmpdir(), 'diptych-day-'));
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
