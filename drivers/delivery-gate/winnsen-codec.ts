import { frameCollector, type FrameShape } from './frame-collector.ts';

/**
 * Frames of the Winnsen lock boards: RS-485, 9600 baud, 8N1, no check sum. `station` is the board, `lock` counts from 1.
 *
 * ```
 * 90 06 05 station lock 03          unlock
 * 90 07 85 station lock state 03    01: done, 00: the door did not open
 * 90 06 12 station lock 03          how is the door?
 * 90 07 92 station state lock 03    01: open, 00: shut; some boards send lock before state
 * ```
 */
const HEAD = 0x90;
const END = 0x03;
const UNLOCK = 0x05;
const QUERY = 0x12;
/** A reply carries the command with this bit. */
const REPLY = 0x80;
const COMMAND_BYTES = 6;
const REPLY_BYTES = 7;

export interface WinnsenCommand {
  readonly kind: 'query' | 'unlock';
  readonly station: number;
  readonly lock: number;
}

/** Two bytes that mean a lock and a state, in an order that only the question tells: `readingOf`. */
export interface WinnsenReply {
  readonly to: WinnsenCommand['kind'];
  readonly station: number;
  readonly pair: readonly [number, number];
}

export function encodeWinnsenCommand({ kind, lock, station }: WinnsenCommand): Uint8Array {
  return Uint8Array.of(HEAD, COMMAND_BYTES, kind === 'unlock' ? UNLOCK : QUERY, station, lock, END);
}

/** Reads a command as the board does; `null` where it is none. */
export function decodeWinnsenCommand(frame: Uint8Array): WinnsenCommand | null {
  const [head, length, what, station = 0, lock = 0, end] = frame;
  if (head !== HEAD || length !== COMMAND_BYTES || end !== END) return null;
  if (frame.length !== COMMAND_BYTES) return null;
  if (what !== UNLOCK && what !== QUERY) return null;
  return { kind: what === UNLOCK ? 'unlock' : 'query', station, lock };
}

export function encodeWinnsenReply({ pair, station, to }: WinnsenReply): Uint8Array {
  const what = (to === 'unlock' ? UNLOCK : QUERY) | REPLY;
  return Uint8Array.of(HEAD, REPLY_BYTES, what, station, ...pair, END);
}

/** Reads a reply; `null` where it is none. */
export function decodeWinnsenReply(frame: Uint8Array): WinnsenReply | null {
  const [head, length, what, station = 0, first = 0, second = 0, end] = frame;
  if (head !== HEAD || length !== REPLY_BYTES || end !== END) return null;
  if (frame.length !== REPLY_BYTES) return null;
  if (what !== (UNLOCK | REPLY) && what !== (QUERY | REPLY)) return null;
  const to = what === (UNLOCK | REPLY) ? 'unlock' : 'query';
  return { to, station, pair: [first, second] };
}

/**
 * What a reply says of the lock that was asked for: its door is `open` or `shut`; null where it is about another one. A state
 * is 0 or 1, so that both orders of the pair can be told apart; where they cannot (lock 1, open), they mean the same.
 */
export function readingOf(
  { pair: [first, second] }: WinnsenReply,
  lock: number,
): 'open' | 'shut' | null {
  if (first === lock && (second === 0 || second === 1)) return second === 1 ? 'open' : 'shut';
  if (second === lock && (first === 0 || first === 1)) return first === 1 ? 'open' : 'shut';
  return null;
}

type OnBytes = (bytes: Uint8Array) => void;

function shapeOf(length: number, decode: (bytes: Uint8Array) => unknown): FrameShape {
  return {
    begins: (byte) => byte === HEAD,
    lengthOf: () => length,
    isFrame: (bytes) => decode(bytes) !== null,
  };
}

export const winnsenCommandCollector = (onFrame: OnBytes, onNoise?: OnBytes) =>
  frameCollector(shapeOf(COMMAND_BYTES, decodeWinnsenCommand), onFrame, onNoise);
export const winnsenReplyCollector = (onFrame: OnBytes, onNoise?: OnBytes) =>
  frameCollector(shapeOf(REPLY_BYTES, decodeWinnsenReply), onFrame, onNoise);
