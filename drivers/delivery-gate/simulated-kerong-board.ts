import type { Clock } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { takeFault } from '../world/faults.ts';
import { shutDoor } from '../world/shut-door.ts';
import type { World } from '../world/world.ts';
import { commandCollector, decodeCommand, encodeState, KERONG_LOCKS } from './kerong-codec.ts';

/** A door without a hand on it falls shut after this long. */
const SPRING_CLOSES = seconds(5);

/** A KR-CU16 whose doors are those of a world: answers its frames on `line`. @returns what unplugs it. */
export function runSimulatedKerongBoard(world: World, line: SerialLine, clock: Clock): () => void {
  const springs = new Map<number, () => void>();

  const unlock = (slot: number) => {
    if (slot > world.state.slots.length || world.state.slots[slot - 1]?.jammed) return;
    if (takeFault(world, 'gate.jammed-closed', slot) !== null) {
      jam(world, slot);
      return;
    }
    world.change((draft) => {
      const door = draft.slots[slot - 1];
      if (door) door.door = 'open';
    });
    springs.get(slot)?.();
    springs.set(
      slot,
      clock.after(SPRING_CLOSES, () => shutDoor(world, slot)),
    );
  };

  const stop = line.onData(
    commandCollector((frame) => {
      const command = decodeCommand(frame);
      if (!command || command.board !== 0 || !world.state.gateAnswers) return;
      if (command.kind === 'unlock') {
        unlock(command.lock + 1);
        return;
      }
      void line.write(encodeState(stateOf(world))).catch(() => {
        // Nobody listens at the other end any more.
      });
    }),
  );
  return () => {
    stop();
    for (const cancel of springs.values()) cancel();
  };
}

function jam(world: World, slot: number): void {
  world.change((draft) => {
    const door = draft.slots[slot - 1];
    if (door) door.jammed = true;
  });
}

function stateOf(world: World) {
  const locks = Array.from({ length: KERONG_LOCKS }, (_, index) => index + 1);
  return {
    board: 0,
    locked: locks.map((slot) => world.state.slots[slot - 1]?.door !== 'open'),
    occupied: locks.map((slot) => world.discAt('slot', slot) !== null),
  };
}
