import { milliseconds } from '../../app/foundation/units.ts';
import type { DriverServices } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { BoardLine } from './board-line.ts';
import type { DeliveryGate } from './contract.ts';
import type { LockBoard, LockReading } from './lock-board.ts';
import { openLockedGate } from './locked-gate.ts';
import {
  decodeWinnsenReply,
  encodeWinnsenCommand,
  readingOf,
  winnsenReplyCollector,
  type WinnsenReply,
} from './winnsen-codec.ts';

export interface WinnsenGateOptions extends DriverServices {
  /** 9600 baud, 8N1. */
  readonly line: SerialLine;
  /** As its switches say. */
  readonly station: number;
  /** Compartments wired to the board, at locks 1 and up: at most 24. */
  readonly slots: number;
}

const ANSWER_LIMIT = milliseconds(500);
const ATTEMPTS = 3;

/**
 * Opens the compartments behind a Winnsen board. It has hooks only: nobody can know *taken*.
 *
 * @throws AppError `DEVICE_OFFLINE` if the board does not answer.
 */
export function openWinnsenGate(options: WinnsenGateOptions): Promise<DeliveryGate> {
  return openLockedGate({ ...options, board: winnsenBoard(options) });
}

function winnsenBoard(options: WinnsenGateOptions): LockBoard {
  const { line, slots, station } = options;
  const talk = new BoardLine<WinnsenReply>({
    ...options,
    line,
    limit: ANSWER_LIMIT,
    attempts: ATTEMPTS,
    collect: winnsenReplyCollector,
    decode(frame) {
      const reply = decodeWinnsenReply(frame);
      return reply?.station === station ? reply : null;
    },
    meaningOf: ({ pair, to }) => `${to === 'query' ? 'state' : 'unlocked'}: ${pair.join(' ')}`,
  });
  const readSlot = async (lock: number): Promise<LockReading> => {
    const reply = await talk.ask(
      encodeWinnsenCommand({ kind: 'query', station, lock }),
      `ask for slot ${lock}`,
      (reply) => reply.to === 'query' && readingOf(reply, lock) !== null,
    );
    return { isLocked: readingOf(reply, lock) === 'shut', hasItem: null };
  };
  return {
    model: 'Winnsen lock board',
    hasItemSensors: false,
    async readState() {
      const readings: LockReading[] = [];
      for (let lock = 1; lock <= slots; lock += 1) readings.push(await readSlot(lock));
      return readings;
    },
    // What it answers the next look sees as well: nobody waits for that.
    unlock: (slot) =>
      talk.send(
        encodeWinnsenCommand({ kind: 'unlock', station, lock: slot }),
        `unlock slot ${slot}`,
      ),
    onLost: (listener) => talk.onLost(listener),
    close: () => talk.close(),
  };
}
