import { crc32 } from 'node:zlib';
import type { LaneColumns, LevelCandidates, BlockCandidates } from './candidate-columns.ts';
import { splitError } from './errors.ts';
import { BIT_LANES, type Level } from './lanes.ts';
import { decodePositions, encodePositions, noPositions } from './level-positions.ts';
import { SLOT_CRC } from './map-slot.ts';
import type { StoredCandidates, StoredLevel } from './types.ts';

/** The candidates of a block as they stand in an index: both slots, then the bounds of both (README, "A block of the index"). */
export interface EncodedBlock {
  readonly stored: Uint8Array;
  readonly slotBytes: { readonly distributor: number; readonly order: number };
}

export function encodeIndexBlock(candidates: BlockCandidates): EncodedBlock {
  const distributor = encodeSlot(candidates.distributor);
  const order = encodeSlot(candidates.order);
  const stored = Buffer.concat([
    distributor,
    order,
    encodeBounds(candidates.distributor),
    encodeBounds(candidates.order),
  ]);
  return { stored, slotBytes: { distributor: distributor.length, order: order.length } };
}

/** CRC-32 of the positions, then these; nothing where the level has no candidates. */
function encodeSlot(level: LevelCandidates): Uint8Array {
  const positions = encodePositions(level);
  if (positions.length === 0) return positions;
  const slot = Buffer.alloc(SLOT_CRC + positions.length);
  slot.set(positions, SLOT_CRC);
  slot.writeUInt32LE(crc32(positions), 0);
  return slot;
}

/** For each lane of differentials two bytes a candidate: below, above. */
function encodeBounds(level: LevelCandidates): Uint8Array {
  return Buffer.concat(level.lanes.slice(BIT_LANES).map(encodeLaneBounds));
}

function encodeLaneBounds({ count, below, above }: LaneColumns): Uint8Array {
  const bounds = new Uint8Array(2 * count);
  for (let i = 0; i < count; i++) {
    bounds[2 * i] = packBound(below[i] ?? 0);
    bounds[2 * i + 1] = packBound(above[i] ?? 0);
  }
  return bounds;
}

/** The slots of an encoded block, as they stand there. */
export function slotsOf(
  stored: Uint8Array,
  { distributor, order }: EncodedBlock['slotBytes'],
): Readonly<Record<Level, Uint8Array>> {
  return {
    distributor: stored.subarray(0, distributor),
    order: stored.subarray(distributor, distributor + order),
  };
}

/**
 * @param length bytes of the block.
 * @throws AppError `INDEX_DAMAGED` if the bytes are no block of that length.
 */
export function decodeIndexBlock(
  stored: Uint8Array,
  slotBytes: { readonly distributor: number; readonly order: number },
  length: number,
): StoredCandidates {
  const orderAt = slotBytes.distributor;
  const boundsAt = orderAt + slotBytes.order;
  const distributor = decodeLevel(stored, stored.subarray(0, orderAt), boundsAt, length);
  const orderBounds = boundsAt + boundsBytes(distributor);
  const order = decodeLevel(stored, stored.subarray(orderAt, boundsAt), orderBounds, length);
  if (orderBounds + boundsBytes(order) !== stored.length) throw damagedBlock();
  return { distributor, order };
}

function decodeLevel(
  stored: Uint8Array,
  slot: Uint8Array,
  boundsAt: number,
  length: number,
): StoredLevel {
  const positions =
    slot.length === 0 ? noPositions : decodePositions(slot.subarray(SLOT_CRC), length);
  if (positions === null) throw damagedBlock();
  let at = boundsAt;
  const bounds = positions.widths.map((widths) => {
    const from = at;
    at += 2 * widths.length;
    return stored.subarray(from, at);
  });
  return { slot, positions, bounds };
}

/** Bytes that the bounds of a level have, whether all of them are there or not. */
function boundsBytes({ positions }: StoredLevel): number {
  return positions.widths.reduce((sum, { length }) => sum + 2 * length, 0);
}

function damagedBlock(): Error {
  return splitError('INDEX_DAMAGED', 'A block of the index is damaged.');
}

/**
 * One byte for a bound of 0 to 2047: exact up to 127, above in steps of 16, rounded down. Rounding down keeps every promise: less
 * is allowed than could be, and bounds that rise still rise.
 */
function packBound(bound: number): number {
  return bound < 128 ? bound : 128 + (bound >>> 4);
}

/** What {@link packBound} packed. */
export const unpackedBounds: Readonly<Uint16Array> = Uint16Array.from({ length: 256 }, (_, byte) =>
  byte < 128 ? byte : (byte - 128) << 4,
);
