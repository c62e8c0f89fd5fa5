import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import type { Machine, SimulatedHands } from '../../drivers/contract/machine.ts';
import {
  openSimulatedMachine,
  type SimulatedMachineOptions,
} from '../../drivers/simulated-machine.ts';
import { buildStandIn } from './drivers-stand-in.ts';

export interface MachineUnderTest {
  readonly machine: Machine;
  readonly hands: SimulatedHands;
  readonly folder: string;
  readonly options: SimulatedMachineOptions;
  readonly remove: () => Promise<void>;
}

/** A whole simulated machine that never waits, in a folder of its own. */
export async function machineUnderTest(
  changes: Partial<SimulatedMachineOptions> = {},
): Promise<MachineUnderTest> {
  const built = changes.standIn === undefined ? await buildStandIn() : null;
  const folder = mkdtempSync(join(tmpdir(), 'diptych-machine-'));
  const options: SimulatedMachineOptions = {
    folder,
    drives: 1,
    slots: 2,
    blanks: 40,
    paper: 20,
    burnRate: 'unlimited',
    standIn: built ?? 'inside',
    clock: systemClock,
    logger: silentLogger,
    randomness: seededRandomness('machine'),
    ...changes,
  };
  const machine = await openSimulatedMachine(options);
  return {
    machine,
    hands: machine.hands!,
    folder,
    options,
    async remove() {
      await machine.close();
      built?.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
