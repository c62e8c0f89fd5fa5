import type { Clock } from '../../app/foundation/clock.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type { World } from '../world/world.ts';
import { SimulatedDoors } from './simulated-doors.ts';
import {
  decodeWinnsenCommand,
  encodeWinnsenReply,
  winnsenCommandCollector,
} from './winnsen-codec.ts';

/** A Winnsen board whose doors are those of a world: answers its frames on `line`. @returns what unplugs it. */
export function runSimulatedWinnsenBoard(
  world: World,
  line: SerialLine,
  clock: Clock,
  station = 1,
): () => void {
  const doors = new SimulatedDoors(world, clock);
  const stop = line.onData(
    winnsenCommandCollector((frame) => {
      const command = decodeWinnsenCommand(frame);
      if (!command || command.station !== station || !world.state.gateAnswers) return;
      const { kind, lock } = command;
      const isOpen = kind === 'unlock' ? doors.unlock(lock) : doors.isOpen(lock);
      const state = isOpen ? 1 : 0;
      const pair = kind === 'unlock' ? ([lock, state] as const) : ([state, lock] as const);
      void line.write(encodeWinnsenReply({ to: kind, station, pair })).catch(() => {
        // Nobody listens at the other end any more.
      });
    }),
  );
  return () => {
    stop();
    doors.stop();
  };
}
