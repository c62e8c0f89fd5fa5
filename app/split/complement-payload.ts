import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { complementKind, damaged } from './block-file.ts';
import { SLOT_KEY } from './map-slot.ts';
import type { BlockPlace, ComplementBlock, ComplementHead } from './types.ts';

/** Bytes of the CRC-32 that begins a payload. */
const CRC = 4;

const noSlotKey = new Uint8Array(SLOT_KEY);
const noNav = new Uint8Array(VOBU_ISRC_BYTES);

/**
 * Writes what stands before the original bits.
 *
 * @param slotKey null where the block has no slot.
 * @param nav empty where `vobu_isrc` is not kept.
 * @returns bytes written.
 */
export function writePayloadHead(
  into: Uint8Array,
  crc32: number,
  slotKey: Uint8Array | null,
  nav: Uint8Array,
): number {
  into[0] = crc32;
  into[1] = crc32 >>> 8;
  into[2] = crc32 >>> 16;
  into[3] = crc32 >>> 24;
  if (slotKey !== null) into.set(slotKey, CRC);
  const navAt = CRC + (slotKey === null ? 0 : SLOT_KEY);
  into.set(nav, navAt);
  return navAt + nav.length;
}

/** Bytes of a payload before the original bits: CRC-32, key of the slot if there is one, `vobu_isrc` if it is kept. */
function payloadHeadBytes({ slotBytes, keepsNav }: BlockPlace): number {
  return CRC + (slotBytes > 0 ? SLOT_KEY : 0) + (keepsNav ? VOBU_ISRC_BYTES : 0);
}

/**
 * Parses a block as it comes over the wire (README, "Over the wire"). What it gives are views of `payload`: who zeroises that,
 * zeroises them.
 *
 * @param head the head of the same complement, which says how a payload is cut.
 * @throws AppError `COMPLEMENT_DAMAGED` if there is no such block, or the bytes are too few for one.
 */
export function parseComplementBlock(
  head: ComplementHead,
  number: number,
  payload: Uint8Array,
): ComplementBlock {
  const place = head.place(number);
  const bitsAt = payloadHeadBytes(place);
  if (payload.length < bitsAt) {
    throw damaged(complementKind, `its block ${number} ends too early`);
  }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const { start, length, navIdentifierAt, keepsNav, slotAt, slotBytes } = place;
  return {
    start,
    length,
    crc32: view.getUint32(0, true),
    navIdentifierAt,
    navOriginal: keepsNav ? payload.subarray(bitsAt - VOBU_ISRC_BYTES, bitsAt) : noNav,
    map: null,
    slotAt,
    slotBytes,
    slotKey: slotBytes > 0 ? payload.subarray(CRC, CRC + SLOT_KEY) : noSlotKey,
    bits: payload.subarray(bitsAt),
  };
}
