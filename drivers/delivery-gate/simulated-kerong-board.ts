import type { Clock } from '../../app/foundation/clock.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type { World } from '../world/world.ts';
import { commandCollector, decodeCommand, encodeState, KERONG_LOCKS } from './kerong-codec.ts';
import { SimulatedDoors } from './simulated-doors.ts';

/** A KR-CU16 whose doors are those of a world: answers its frames on `line`. @returns what unplugs it. */
export function runSimulatedKerongBoard(world: World, line: SerialLine, clock: Clock): () => void {
  const doors = new SimulatedDoors(world, clock);
  const stop = line.onData(
    commandCollector((frame) => {
      const command = decodeCommand(frame);
      if (!command || command.board !== 0 || !world.state.gateAnswers) return;
      if (command.kind === 'unlock') {
        doors.unlock(command.lock + 1);
        return;
      }
      const locks = Array.from({ length: KERONG_LOCKS }, (_, index) => index + 1);
      const state = {
        board: 0,
        locked: locks.map((slot) => !doors.isOpen(slot)),
        occupied: locks.map((slot) => doors.hasItem(slot)),
      };
      void line.write(encodeState(state)).catch(() => {
        // Nobody listens at the other end any more.
      });
    }),
  );
  return () => {
    stop();
    doors.stop();
  };
}
