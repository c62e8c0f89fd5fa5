import { AppError } from '../../app/foundation/errors.ts';
import { placeName, type Disc, type WorldState } from './world-state.ts';

function contradictionOf(disc: Disc, state: WorldState): string | null {
  const { place } = disc;
  if (place.at === 'tray' && place.drive > state.trays.length) return 'lies in a tray that is not';
  if (place.at === 'slot' && place.slot > state.slots.length) return 'lies in a slot that is not';
  if (disc.state === 'writing') {
    if (place.at !== 'tray') return 'is written outside a drive';
    if (state.trays[place.drive - 1]?.position !== 'closed') return 'is written on an open tray';
  }
  if (disc.state === 'blank' && (disc.sectors !== 0 || disc.session !== 'none')) {
    return 'is blank and written';
  }
  if (disc.state === 'good' && disc.session !== 'closed') return 'is good and not closed';
  return null;
}

/**
 * Checks what cannot be otherwise: one disc, one place; one place, one disc; piles without gaps; writing only inside.
 *
 * @throws AppError `WORLD_IMPOSSIBLE`
 */
export function assertPossible(state: WorldState): void {
  const fail = (message: string, context: Record<string, unknown>): never => {
    throw new AppError('WORLD_IMPOSSIBLE', message, { remedy: 'fix-the-code', context });
  };
  const places = new Map<string, string>();
  const ids = new Set<string>();
  for (const disc of state.discs) {
    if (ids.has(disc.id)) fail(`Disc ${disc.id} exists twice.`, { disc: disc.id });
    ids.add(disc.id);
    const place = placeName(disc.place);
    const other = places.get(place);
    if (other !== undefined) {
      fail(`Discs ${other} and ${disc.id} are both at ${place}.`, {
        discs: [other, disc.id],
        place,
      });
    }
    places.set(place, disc.id);
    const contradiction = contradictionOf(disc, state);
    if (contradiction !== null) {
      fail(`Disc ${disc.id} ${contradiction}.`, { disc: disc.id, place });
    }
  }
  for (const pile of ['input', 'reject', 'retain', 'taken', 'floor'] as const) {
    const height = state.discs.filter((disc) => disc.place.at === pile).length;
    for (let position = 1; position <= height; position += 1) {
      if (!places.has(`${pile}:${position}`))
        fail(`The pile ${pile} has a gap.`, { pile, position });
    }
  }
}
