import type { Clock } from '../../app/foundation/clock.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type { World } from '../world/world.ts';
import { SimulatedDoors } from './simulated-doors.ts';
import {
  decodeYhCommand,
  encodeYhReply,
  yhCommandCollector,
  YH_LOCKS,
  type YhReply,
} from './yh-codec.ts';

/** An unlocking is answered this much later, once the bolt has moved: as people have measured. */
const UNLOCKED_AFTER = milliseconds(500);

/** A YH board `board` whose doors are those of a world: answers its frames on `line`. @returns what unplugs it. */
export function runSimulatedYhBoard(
  world: World,
  line: SerialLine,
  clock: Clock,
  board = 1,
): () => void {
  const doors = new SimulatedDoors(world, clock);
  const late = new Set<() => void>();
  const answer = (reply: YhReply) => {
    void line.write(encodeYhReply(reply)).catch(() => {
      // Nobody listens at the other end any more.
    });
  };
  const stop = line.onData(
    yhCommandCollector((frame) => {
      const command = decodeYhCommand(frame);
      if (!command || command.board !== board || !world.state.gateAnswers) return;
      if (command.kind === 'query') {
        const locks = Array.from({ length: YH_LOCKS }, (_, index) => index + 1);
        answer({ kind: 'state', board, locked: locks.map((lock) => !doors.isOpen(lock)) });
        return;
      }
      const { lock } = command;
      doors.unlock(lock);
      const cancel = clock.after(UNLOCKED_AFTER, () => {
        late.delete(cancel);
        answer({ kind: 'unlocked', board, lock, isOpen: doors.isOpen(lock) });
      });
      late.add(cancel);
    }),
  );
  return () => {
    stop();
    for (const cancel of late) cancel();
    doors.stop();
  };
}
