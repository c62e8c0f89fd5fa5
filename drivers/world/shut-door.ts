import { takeFault } from './faults.ts';
import type { World } from './world.ts';

/** Lets the door of a slot fall shut, unless it jams. */
export function shutDoor(world: World, slot: number): void {
  const door = world.state.slots[slot - 1];
  if (door?.door !== 'open' || door.jammed) return;
  const jams = takeFault(world, 'gate.jammed-open', slot) !== null;
  world.change((draft) => {
    const shut = draft.slots[slot - 1];
    if (!shut) return;
    if (jams) shut.jammed = true;
    else shut.door = 'closed';
  });
}
