import { rmSync } from 'node:fs';
import type { World } from './world.ts';

/** An attendant's round: discs in the bins and on the floor leave the machine for good, their contents with them. */
export function emptyBins(world: World): void {
  const isLeaving = (at: string) => at === 'reject' || at === 'retain' || at === 'floor';
  const leaving = world.state.discs.filter((disc) => isLeaving(disc.place.at));
  world.change((draft) => {
    draft.discs = draft.discs.filter((disc) => !isLeaving(disc.place.at));
  });
  for (const disc of leaving) rmSync(world.contentPath(disc.id), { force: true });
}
