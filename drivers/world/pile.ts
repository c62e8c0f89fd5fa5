import { discAt, pileHeight } from './world.ts';
import type { Disc, DiscPlace, WorldState } from './world-state.ts';

/** Places as the machine's devices name them, to places of the world: the top of a pile, the next free one. */
export type NamedPlace =
  | { readonly at: 'input' | 'gripper' | 'reject' | 'retain' | 'floor' }
  | { readonly at: 'tray' | 'slot' | 'taken'; readonly unit: number };

/** The disc that would be picked up at `place`. */
export function discToPick(state: WorldState, place: NamedPlace): Disc | null {
  return discAt(state, place.at, 'unit' in place ? place.unit : undefined);
}

/** Puts a disc somewhere: on top of a pile, or into its one place. */
export function putDisc(draft: WorldState, discId: string, place: NamedPlace): void {
  const disc = draft.discs.find((candidate) => candidate.id === discId);
  if (disc) disc.place = freePlace(draft, place);
}

function freePlace(state: WorldState, place: NamedPlace): DiscPlace {
  switch (place.at) {
    case 'gripper':
      return { at: 'gripper' };
    case 'tray':
      return { at: 'tray', drive: place.unit };
    case 'slot':
      return { at: 'slot', slot: place.unit };
    case 'taken':
      return { at: 'taken', slot: place.unit, position: pileHeight(state, 'taken') + 1 };
    case 'input':
    case 'reject':
    case 'retain':
    case 'floor':
      return { at: place.at, position: pileHeight(state, place.at) + 1 };
  }
}
