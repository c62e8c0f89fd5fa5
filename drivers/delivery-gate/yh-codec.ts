import { frameCollector, type FrameShape } from './frame-collector.ts';

/**
 * Frames of the lock boards sold as YH and under other names: RS-485, 9600 baud, 8N1; the last byte is the XOR of all before
 * it. Boards count from 1, locks from 1; lock 0 means all of them, and is never unlocked here.
 *
 * ```
 * 80 board 00 33 XOR               what are all locks?
 * 80 board G3 G2 G1 33 XOR         a bit a lock, the group of locks 17-24 first; set: the door is shut
 * 8A board lock 11 XOR             unlock
 * 8A board lock state XOR          00: the door is open, 11: it is not
 * ```
 */
const QUERY = 0x80;
const UNLOCK = 0x8a;
const QUERY_FUNCTION = 0x33;
const UNLOCK_FUNCTION = 0x11;
const COMMAND_BYTES = 5;
const UNLOCKED_BYTES = 5;
const STATE_BYTES = 7;
const OPEN = 0x00;
const SHUT = 0x11;

/** Locks on one board. */
export const YH_LOCKS = 24;

export type YhCommand =
  | { readonly kind: 'query'; readonly board: number }
  | { readonly kind: 'unlock'; readonly board: number; readonly lock: number };

export type YhReply =
  /** `locked[0]` is lock 1. */
  | { readonly kind: 'state'; readonly board: number; readonly locked: readonly boolean[] }
  | {
      readonly kind: 'unlocked';
      readonly board: number;
      readonly lock: number;
      readonly isOpen: boolean;
    };

/** @throws RangeError for a lock that is none: 0 would open every door. */
export function encodeYhCommand(command: YhCommand): Uint8Array {
  if (command.kind === 'query') return sealed([QUERY, command.board, 0, QUERY_FUNCTION]);
  const { board, lock } = command;
  if (lock < 1 || lock > YH_LOCKS) throw new RangeError(`The board has no lock ${lock}.`);
  return sealed([UNLOCK, board, lock, UNLOCK_FUNCTION]);
}

/** Reads a command as the board does; `null` where it is none. */
export function decodeYhCommand(frame: Uint8Array): YhCommand | null {
  const [head, board = 0, lock = 0, what] = frame;
  if (frame.length !== COMMAND_BYTES || !isSealed(frame)) return null;
  if (head === QUERY && lock === 0 && what === QUERY_FUNCTION) return { kind: 'query', board };
  if (head === UNLOCK && what === UNLOCK_FUNCTION) return { kind: 'unlock', board, lock };
  return null;
}

export function encodeYhReply(reply: YhReply): Uint8Array {
  if (reply.kind === 'unlocked') {
    return sealed([UNLOCK, reply.board, reply.lock, reply.isOpen ? OPEN : SHUT]);
  }
  let word = 0;
  reply.locked.forEach((bit, index) => {
    if (bit) word |= 1 << index;
  });
  const groups = [(word >> 16) & 0xff, (word >> 8) & 0xff, word & 0xff];
  return sealed([QUERY, reply.board, ...groups, QUERY_FUNCTION]);
}

/** Reads a reply; `null` where it is none. */
export function decodeYhReply(frame: Uint8Array): YhReply | null {
  const [head, board = 0, third = 0, fourth = 0, fifth = 0, what] = frame;
  if (!isSealed(frame)) return null;
  if (head === UNLOCK && frame.length === UNLOCKED_BYTES && (fourth === OPEN || fourth === SHUT)) {
    return { kind: 'unlocked', board, lock: third, isOpen: fourth === OPEN };
  }
  if (head !== QUERY || frame.length !== STATE_BYTES || what !== QUERY_FUNCTION) return null;
  const word = (third << 16) | (fourth << 8) | fifth;
  const locked = Array.from({ length: YH_LOCKS }, (_, index) => ((word >> index) & 1) === 1);
  return { kind: 'state', board, locked };
}

type OnBytes = (bytes: Uint8Array) => void;

const commandShape: FrameShape = {
  begins: (byte) => byte === QUERY || byte === UNLOCK,
  lengthOf: () => COMMAND_BYTES,
  isFrame: (bytes) => decodeYhCommand(bytes) !== null,
};
const replyShape: FrameShape = {
  begins: (byte) => byte === QUERY || byte === UNLOCK,
  lengthOf: (first) => (first === QUERY ? STATE_BYTES : UNLOCKED_BYTES),
  isFrame: (bytes) => decodeYhReply(bytes) !== null,
};

export const yhCommandCollector = (onFrame: OnBytes, onNoise?: OnBytes) =>
  frameCollector(commandShape, onFrame, onNoise);
export const yhReplyCollector = (onFrame: OnBytes, onNoise?: OnBytes) =>
  frameCollector(replyShape, onFrame, onNoise);

function sealed(bytes: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes, exclusiveOr(bytes)]);
}

function isSealed(frame: Uint8Array): boolean {
  return exclusiveOr([...frame.subarray(0, -1)]) === frame.at(-1);
}

function exclusiveOr(bytes: readonly number[]): number {
  return bytes.reduce((total, byte) => total ^ byte, 0);
}
