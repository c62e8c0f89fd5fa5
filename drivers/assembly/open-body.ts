import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { slotsOf, type MachineSettings } from '../settings/machine-settings.ts';
import { firstWorld } from '../world/first-world.ts';
import { settleAfterPowerCut } from '../world/power-cut.ts';
import { World } from '../world/world.ts';
import { SimulatedBody, type SimulatedBodyOptions } from './simulated-body.ts';

export interface BodyOptions extends Omit<SimulatedBodyOptions, 'world' | 'rate'> {
  readonly settings: MachineSettings;
  /** Where the world lives: its discs, its prints, its `world.json`. What lies there is found again. */
  readonly folder: string;
  /** The world of `folder`, where the caller has opened it already. */
  readonly world?: World | undefined;
}

/** Opens the world that the simulated devices of these settings share; the faults of the settings come with its first day. */
export async function openSimulatedBody(options: BodyOptions): Promise<SimulatedBody> {
  const { folder, randomness, settings } = options;
  const { blanks, faults, paper, rate } = settings.simulation;
  const drives = settings.drives.length;
  const slots = slotsOf(settings.gate);
  const isFirst = options.world === undefined && !existsSync(join(folder, 'world.json'));
  const world =
    options.world ??
    World.open(folder, () => firstWorld({ drives, slots, blanks, paper }, randomness));
  grow(world, drives, slots);
  settleAfterPowerCut(world);
  const body = await SimulatedBody.open({
    ...options,
    world,
    rate: rate === 'unlimited' ? null : rate,
  });
  if (isFirst) for (const fault of faults) body.hands.inject(fault);
  return body;
}

/** A world that was made for fewer drives or slots gets the missing ones, empty and closed. */
function grow(world: World, drives: number, slots: number): void {
  const { state } = world;
  if (state.trays.length >= drives && state.slots.length >= slots) return;
  world.change((draft) => {
    while (draft.trays.length < drives) {
      draft.trays.push({ position: 'closed', locked: false, stuck: false });
    }
    while (draft.slots.length < slots) draft.slots.push({ door: 'closed', jammed: false });
  });
}
