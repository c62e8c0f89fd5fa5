import { frameCollector, type FrameShape } from './frame-collector.ts';

/**
 * Frames of the Kerong KR-CU16 lock board on RS-485, 19 200 baud 8N1: `02 ADDR CMD 03 SUM` to it,
 * `02 ADDR 35 H1 H2 I1 I2 03 SUM` from it. SUM is the low byte of the sum of all bytes before it. ADDR carries the board in
 * its upper half and, in a command about one lock, the lock (from 0) in its lower half.
 */
const STX = 0x02;
const ETX = 0x03;
const COMMAND = { query: 0x30, unlock: 0x31 } as const;
const STATE_REPLY = 0x35;
const COMMAND_BYTES = 5;
const REPLY_BYTES = 9;

/** Locks on one board. */
export const KERONG_LOCKS = 16;

export type KerongCommand =
  | { readonly kind: 'query'; readonly board: number }
  /** `lock` from 0. The board does not answer it. */
  | { readonly kind: 'unlock'; readonly board: number; readonly lock: number };

export interface KerongState {
  readonly board: number;
  /** By lock: the hook holds the bolt, the door is shut. */
  readonly locked: readonly boolean[];
  /** By lock: something interrupts the infrared beam. */
  readonly occupied: readonly boolean[];
}

export function encodeCommand(command: KerongCommand): Uint8Array {
  const lock = command.kind === 'unlock' ? command.lock : 0;
  return sealed([STX, (command.board << 4) | lock, COMMAND[command.kind], ETX]);
}

/** Reads a command as the board does; `null` where it is none. */
export function decodeCommand(frame: Uint8Array): KerongCommand | null {
  const [stx, address = 0, command, etx] = frame;
  if (frame.length !== COMMAND_BYTES || stx !== STX || etx !== ETX || !isSealed(frame)) return null;
  const board = address >> 4;
  if (command === COMMAND.query) return { kind: 'query', board };
  if (command === COMMAND.unlock) return { kind: 'unlock', board, lock: address & 15 };
  return null;
}

export function encodeState(state: KerongState): Uint8Array {
  const hooks = packed(state.locked);
  const beams = packed(state.occupied);
  return sealed([STX, state.board << 4, STATE_REPLY, ...hooks, ...beams, ETX]);
}

/** Reads a state reply; `null` where it is none. */
export function decodeState(frame: Uint8Array): KerongState | null {
  const [stx, address = 0, command, hooksLow = 0, hooksHigh = 0, beamsLow = 0, beamsHigh = 0, etx] =
    frame;
  if (frame.length !== REPLY_BYTES || !isSealed(frame)) return null;
  if (stx !== STX || command !== STATE_REPLY || etx !== ETX) return null;
  return {
    board: address >> 4,
    locked: unpacked(hooksLow, hooksHigh),
    occupied: unpacked(beamsLow, beamsHigh),
  };
}

function shapeOf(length: number): FrameShape {
  return {
    begins: (byte) => byte === STX,
    lengthOf: () => length,
    isFrame: (bytes) => bytes.at(-2) === ETX && isSealed(bytes),
  };
}

type OnBytes = (bytes: Uint8Array) => void;

export const commandCollector = (onFrame: OnBytes, onNoise?: OnBytes) =>
  frameCollector(shapeOf(COMMAND_BYTES), onFrame, onNoise);
export const stateCollector = (onFrame: OnBytes, onNoise?: OnBytes) =>
  frameCollector(shapeOf(REPLY_BYTES), onFrame, onNoise);

function sealed(bytes: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes, sum(bytes)]);
}

function isSealed(frame: Uint8Array): boolean {
  return sum([...frame.subarray(0, -1)]) === frame.at(-1);
}

function sum(bytes: readonly number[]): number {
  return bytes.reduce((total, byte) => total + byte, 0) & 0xff;
}

function packed(bits: readonly boolean[]): [number, number] {
  let word = 0;
  bits.forEach((bit, index) => {
    if (bit) word |= 1 << index;
  });
  return [word & 0xff, word >> 8];
}

function unpacked(low: number, high: number): boolean[] {
  const word = low | (high << 8);
  return Array.from({ length: KERONG_LOCKS }, (_, index) => ((word >> index) & 1) === 1);
}
