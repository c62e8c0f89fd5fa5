import { abandonBurn } from './drive-acts.ts';
import { shutDoor } from './shut-door.ts';
import type { World } from './world.ts';

/** What a power cut leaves: discs that were being written are coasters, doors have fallen shut, boards answer. */
export function settleAfterPowerCut(world: World): void {
  world.state.trays.forEach((_, index) => {
    if (world.discAt('tray', index + 1)?.state === 'writing') abandonBurn(world, index + 1);
  });
  if (!world.state.gateAnswers) {
    world.change((draft) => {
      draft.gateAnswers = true;
    });
  }
  world.state.slots.forEach((_, index) => shutDoor(world, index + 1));
}
