import { discAt, pileHeight } from './world.ts';
import type { Disc, DiscPlace, WorldState } from './world-state.ts';

/** Places as the machine's devices name them, to places of the world: the top of a pile, the next free one. */
export type NamedPlace =
  | { readonly at: 'input' | 'gripper' | 'reject' | 'retain' | 'floor' }
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
  if (disc) disc.place = freePlace(draft, place);
}

function freePlace(state: WorldState, place: NamedPlace): DiscPlace {
  const { at } = place;
  if (at === 'gripper') return { at };
  if (at === 'tray') return { at, drive: place.unit };
  if (at === 'slot') return { at, slot: place.unit };
  const position = pileHeight(state, at) + 1;
  return at === 'taken' ? { at, slot: place.unit, position } : { at, position };
}
