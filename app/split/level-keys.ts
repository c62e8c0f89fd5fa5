import { createCipheriv, createHmac } from 'node:crypto';
import type { LevelPositions } from './level-positions.ts';

/** Bytes of chance that say whether a stretch is drawn. */
const STRETCH_DRAW = 2;

/** Each slot has a key of its own, so there is nothing that could be encrypted twice with one. */
const slotCounter = Buffer.alloc(16);
/** What is drawn in a block comes from the upper half of the counters of its slot's key. */
const drawCounter = Buffer.from('80000000000000000000000000000000', 'hex');

/** Bytes of the key of a slot. */
export const SLOT_KEY = 16;
/** Keys of slots that are computed at once. */
const BATCH = 64;

/** What is encrypted to have a key stream; it grows to the longest that was asked for, and stays zeros. */
let zeros = Buffer.alloc(1 << 15);

function zeroBytes(length: number): Buffer {
  if (length > zeros.length) zeros = Buffer.alloc(length);
  return zeros.subarray(0, length);
}

/**
 * What the key of a level's map is derived from: HMAC-SHA-256(level's key, `diptych position map 3`). It opens the positions and
 * tells what is drawn, but not what is written there.
 */
export function mapKeyOf(key: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update('diptych position map 3').digest();
}

/**
 * The keys of the slots of one level: AES-256(map key, block number), so that who has been given some knows none of the others.
 */
export class SlotKeys {
  readonly #mapKey: Uint8Array;
  #first = -1;
  #batch: Uint8Array = new Uint8Array(0);

  constructor(mapKey: Uint8Array) {
    this.#mapKey = mapKey;
  }

  /** 16 bytes; a view that stays as it is. */
  of(block: number): Uint8Array {
    const at = block - this.#first;
    if (this.#first < 0 || at < 0 || at >= BATCH) {
      this.#first = block;
      const counter = Buffer.alloc(16);
      counter.writeBigUInt64BE(BigInt(block), 8);
      const cipher = createCipheriv('aes-256-ctr', this.#mapKey, counter);
      this.#batch = Uint8Array.from(cipher.update(zeroBytes(SLOT_KEY * BATCH)));
      return this.#batch.subarray(0, SLOT_KEY);
    }
    return this.#batch.subarray(at * SLOT_KEY, (at + 1) * SLOT_KEY);
  }
}

/** Encrypts or decrypts a slot. */
export function cryptSlot(bytes: Uint8Array, slotKey: Uint8Array): Buffer {
  return createCipheriv('aes-128-ctr', slotKey, slotCounter).update(bytes);
}

/**
 * Which candidates of a level are drawn in a block, p = 1/2 each: for each lane a bit a candidate, first bit highest, each lane from
 * a new byte on; then two bytes for each stretch.
 */
export function drawsOf(slotKey: Uint8Array, positions: LevelPositions): Uint8Array {
  let laneBytes = 0;
  for (const places of positions.places) laneBytes += (places.length + 7) >>> 3;
  return drawsOfSize(slotKey, laneBytes, positions.stretches.length);
}

/**
 * The same where no more is known than how many there are.
 *
 * @param laneBytes bytes of the draws of all lanes.
 * @returns bytes that are the caller's.
 */
export function drawsOfSize(slotKey: Uint8Array, laneBytes: number, stretches: number): Uint8Array {
  const bytes = laneBytes + stretches * STRETCH_DRAW;
  return createCipheriv('aes-128-ctr', slotKey, drawCounter).update(zeroBytes(bytes));
}

/** 1 if a candidate of a lane is drawn, else 0. @param at where the draws of the lane begin. */
export function drawOf(draws: Uint8Array, at: number, candidate: number): number {
  return ((draws[at + (candidate >>> 3)] ?? 0) >>> (7 - (candidate & 7))) & 1;
}

/** Of two bytes of chance: AC-3 frames are drawn with p = 0.3. */
export const DRAWN_STRETCHES = 0.3 * 0x10000;

/** Whether a stretch is drawn. @param at where the draws of stretches begin. */
export function isStretchDrawn(draws: Uint8Array, at: number, number: number): boolean {
  const from = at + number * STRETCH_DRAW;
  return (draws[from] ?? 0) * 256 + (draws[from + 1] ?? 0) < DRAWN_STRETCHES;
}

/**
 * `bytes` of chance for what is written into a block, AES-256-CTR of zeros: the block's number stands in the high half of the
 * counter, so that any block can be drawn alone.
 */
export function valuesOf(key: Uint8Array, block: number, bytes: number): Uint8Array {
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(block), 0);
  return createCipheriv('aes-256-ctr', key, counter).update(zeroBytes(bytes));
}
