import { milliseconds } from '../../app/foundation/units.ts';
import type { DriverServices } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { BoardLine } from './board-line.ts';
import type { DeliveryGate } from './contract.ts';
import type { LockBoard } from './lock-board.ts';
import { openLockedGate } from './locked-gate.ts';
import { decodeYhReply, encodeYhCommand, yhReplyCollector, type YhReply } from './yh-codec.ts';

export interface YhGateOptions extends DriverServices {
  /** 9600 baud, 8N1. */
  readonly line: SerialLine;
  /** As its switches say: from 1. */
  readonly board: number;
  /** Compartments wired to the board, at locks 1 and up: at most 24. */
  readonly slots: number;
}

const ANSWER_LIMIT = milliseconds(500);
const ATTEMPTS = 3;

/**
 * Opens the compartments behind a YH board. It has hooks only: nobody can know *taken*.
 *
 * @throws AppError `DEVICE_OFFLINE` if the board does not answer.
 */
export function openYhGate(options: YhGateOptions): Promise<DeliveryGate> {
  return openLockedGate({ ...options, board: yhBoard(options) });
}

function yhBoard(options: YhGateOptions): LockBoard {
  const { board, line, slots } = options;
  const talk = new BoardLine<YhReply>({
    ...options,
    line,
    limit: ANSWER_LIMIT,
    attempts: ATTEMPTS,
    collect: yhReplyCollector,
    decode(frame) {
      const reply = decodeYhReply(frame);
      return reply?.board === board ? reply : null;
    },
    meaningOf: (reply) => meaningOf(reply, slots),
  });
  return {
    model: 'YH lock board',
    hasItemSensors: false,
    async readState() {
      const query = encodeYhCommand({ kind: 'query', board });
      const reply = await talk.ask(query, 'ask for the state', ({ kind }) => kind === 'state');
      const locked = reply.kind === 'state' ? reply.locked : [];
      return Array.from({ length: slots }, (_, lock) => ({
        isLocked: locked[lock] === true,
        hasItem: null,
      }));
    },
    // It answers half a second later what the next look sees sooner: nobody waits for that.
    unlock: (slot) =>
      talk.send(encodeYhCommand({ kind: 'unlock', board, lock: slot }), `unlock slot ${slot}`),
    onLost: (listener) => talk.onLost(listener),
    close: () => talk.close(),
  };
}

function meaningOf(reply: YhReply, slots: number): string {
  if (reply.kind === 'unlocked') return `slot ${reply.lock} ${reply.isOpen ? 'is open' : 'is not'}`;
  const open = reply.locked.flatMap((bit, lock) => (lock < slots && !bit ? [lock + 1] : []));
  return `open: ${open.join(' ') || 'none'}`;
}
