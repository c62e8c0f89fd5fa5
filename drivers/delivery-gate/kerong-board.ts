import type { DriverServices } from '../contract/device.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { BoardLine } from './board-line.ts';
import { decodeState, encodeCommand, stateCollector, type KerongState } from './kerong-codec.ts';
import type { LockBoard } from './lock-board.ts';

const ANSWER_LIMIT = milliseconds(500);
const ATTEMPTS = 3;

/** A KR-CU16, its `slots` locks wired from lock 0 upwards. It does not answer an unlocking. */
export function kerongBoard(
  services: DriverServices,
  line: SerialLine,
  board: number,
  slots: number,
): LockBoard {
  const talk = new BoardLine<KerongState>({
    ...services,
    line,
    limit: ANSWER_LIMIT,
    attempts: ATTEMPTS,
    collect: stateCollector,
    decode(frame) {
      const state = decodeState(frame);
      return state?.board === board ? state : null;
    },
    meaningOf: (state) => meaningOf(state, slots),
  });
  return {
    model: 'Kerong KR-CU16',
    hasItemSensors: true,
    async readState() {
      const query = encodeCommand({ kind: 'query', board });
      const state = await talk.ask(query, 'ask for the state', () => true);
      return Array.from({ length: slots }, (_, lock) => ({
        isLocked: state.locked[lock] === true,
        hasItem: state.occupied[lock] === true,
      }));
    },
    unlock: (slot) =>
      talk.send(encodeCommand({ kind: 'unlock', board, lock: slot - 1 }), `unlock slot ${slot}`),
    onLost: (listener) => talk.onLost(listener),
    close: () => talk.close(),
  };
}

function meaningOf(state: KerongState, slots: number): string {
  const numbers = (bits: readonly boolean[], wanted: boolean) =>
    bits.flatMap((bit, lock) => (lock < slots && bit === wanted ? [lock + 1] : [])).join(' ');
  const open = numbers(state.locked, false);
  const full = numbers(state.occupied, true);
  return `open: ${open || 'none'}, occupied: ${full || 'none'}`;
}
