import { createCipheriv, createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Bytes before the map in a slot: the CRC-32 of what follows. */
export const SLOT_CRC = 4;

/** A slot has at least its CRC-32 and a number of runs. */
const SHORTEST_SLOT = SLOT_CRC + 4;

/** Bytes of the key of a slot. */
export const SLOT_KEY = 16;

/** Each slot has a key of its own, so there is nothing that could be encrypted twice with one. */
const COUNTER = Buffer.alloc(16);

/** Where the block's number stands in what is hashed for its key: 8 bytes, low byte first. */
function numbered(block: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(block));
  return bytes;
}

/**
 * The key of one slot of the map: the first 16 bytes of HMAC-SHA-256(map key, block number). It tells nothing of the key of any
 * other slot.
 */
export function slotKeyOf(mapKey: Uint8Array, block: number): Uint8Array {
  const digest = createHmac('sha256', mapKey).update(numbered(block)).digest();
  return new Uint8Array(digest.buffer, digest.byteOffset, SLOT_KEY);
}

/** The key of the map: what the keys of all slots are derived from. It opens the positions, but does not tell the draws. */
export function mapKeyOf(key: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update('diptych position map 2').digest();
}

/** A slot as it lies on the disc: CRC-32, map, zeros, all of it encrypted, so that nothing of it can be told from chance. */
export function sealSlot(map: Uint8Array, size: number, slotKey: Uint8Array): Uint8Array {
  const plain = Buffer.alloc(size);
  plain.set(map, SLOT_CRC);
  plain.writeUInt32LE(crc32(plain.subarray(SLOT_CRC)), 0);
  return encrypt(plain, slotKey);
}

/** The map in a slot; null if the slot is damaged, or sealed with another key. */
export function openSlot(slot: Uint8Array, slotKey: Uint8Array): Uint8Array | null {
  if (slot.length < SHORTEST_SLOT) return null;
  const plain = encrypt(slot, slotKey);
  const map = plain.subarray(SLOT_CRC);
  return plain.readUInt32LE(0) === crc32(map) ? map : null;
}

function encrypt(bytes: Uint8Array, slotKey: Uint8Array): Buffer {
  return createCipheriv('aes-128-ctr', slotKey, COUNTER).update(bytes);
}
