import type { Disc, DiscPlace, WorldState } from './world-state.ts';

/** The disc at a place; for a pile the topmost. `unit` names the drive or slot. */
export function discAt(state: WorldState, at: Disc['place']['at'], unit?: number): Disc | null {
  let top: Disc | null = null;
  let height = 0;
  for (const disc of state.discs) {
    const { place } = disc;
    if (place.at !== at) continue;
    if (place.at === 'tray' && place.drive !== unit) continue;
    if (place.at === 'slot' && place.slot !== unit) continue;
    const position = 'position' in place ? place.position : 1;
    if (position > height) {
      top = disc;
      height = position;
    }
  }
  return top;
}

/** How many discs a pile holds. */
export function pileHeight(state: WorldState, pile: Disc['place']['at']): number {
  return state.discs.filter((disc) => disc.place.at === pile).length;
}

/** Places as the machine's devices name them, to places of the world: the top of a pile, the next free one. */
export type NamedPlace =
  | { readonly at: 'input' | 'gripper' | 'printer' | 'reject' | 'retain' | 'floor' }
  | { readonly at: 'tray'; readonly unit: number }
  | { readonly at: 'slot'; readonly unit: number }
  | { readonly at: 'taken'; readonly unit: number };

/** The disc that would be picked up at `place`. */
export function discToPick(state: WorldState, place: NamedPlace): Disc | null {
  return discAt(state, place.at, 'unit' in place ? place.unit : undefined);
}

/** Puts a disc somewhere: on top of a pile, or into its one place. */
export function putDisc(draft: WorldState, discId: string, place: NamedPlace): void {
  const disc = draft.discs.find((candidate) => candidate.id === discId);
  if (!disc) return;
  const before = disc.place;
  disc.place = freePlace(draft, place);
  // What lay above it comes down: somebody may have loaded more while the arm was on its way.
  if ('position' in before) {
    for (const { place: above } of draft.discs) {
      const isAbove = above.at === before.at && above.position > before.position;
      if (isAbove) above.position -= 1;
    }
  }
}

function freePlace(state: WorldState, place: NamedPlace): DiscPlace {
  const { at } = place;
  if (at === 'gripper' || at === 'printer') return { at };
  if (at === 'tray') return { at, drive: place.unit };
  if (at === 'slot') return { at, slot: place.unit };
  const position = pileHeight(state, at) + 1;
  return at === 'taken' ? { at, slot: place.unit, position } : { at, position };
}
