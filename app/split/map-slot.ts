import { crc32 } from 'node:zlib';
import { cryptSlot } from './level-keys.ts';

/** Bytes before the positions in a slot: their CRC-32. */
export const SLOT_CRC = 4;

/** The positions in a slot of the map area; null if the slot is damaged, or sealed with another key. */
export function openSlot(slot: Uint8Array, slotKey: Uint8Array): Uint8Array | null {
  if (slot.length === 0) return slot;
  if (slot.length < SLOT_CRC) return null;
  return checkedPositions(cryptSlot(slot, slotKey));
}

/** The positions in a slot that is not encrypted; null if it is damaged. */
export function checkedPositions(plain: Uint8Array): Uint8Array | null {
  if (plain.length === 0) return plain;
  if (plain.length < SLOT_CRC) return null;
  const positions = plain.subarray(SLOT_CRC);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  return view.getUint32(0, true) === crc32(positions) ? positions : null;
}
