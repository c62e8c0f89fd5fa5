import type { Clock } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import { takeFault } from '../world/faults.ts';
import { shutDoor } from '../world/shut-door.ts';
import type { World } from '../world/world.ts';

/** A door without a hand on it falls shut after this long. */
const SPRING_CLOSES = seconds(5);

/** The doors of a world with their bolts and springs, as whatever board is wired to them moves and feels them. */
export class SimulatedDoors {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #springs = new Map<number, () => void>();

  constructor(world: World, clock: Clock) {
    this.#world = world;
    this.#clock = clock;
  }

  /** Releases the bolt of a slot (from 1). @returns whether its door is open now. */
  unlock(slot: number): boolean {
    const world = this.#world;
    if (slot > world.state.slots.length) return false;
    if (world.state.slots[slot - 1]?.jammed) return this.isOpen(slot);
    const jams = takeFault(world, 'gate.jammed-closed', slot) !== null;
    world.change((draft) => {
      const door = draft.slots[slot - 1];
      if (door && jams) door.jammed = true;
      else if (door) door.door = 'open';
    });
    if (jams) return false;
    this.#springs.get(slot)?.();
    this.#springs.set(
      slot,
      this.#clock.after(SPRING_CLOSES, () => shutDoor(world, slot)),
    );
    return true;
  }

  isOpen(slot: number): boolean {
    return this.#world.state.slots[slot - 1]?.door === 'open';
  }

  hasItem(slot: number): boolean {
    return this.#world.discAt('slot', slot) !== null;
  }

  /** Lets go of the springs: what is open stays so. */
  stop(): void {
    for (const cancel of this.#springs.values()) cancel();
  }
}
