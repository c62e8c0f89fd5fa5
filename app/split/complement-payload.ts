import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { complementKind, damaged } from './block-file.ts';
import { type Level, levels } from './lanes.ts';
import { SLOT_KEY } from './level-keys.ts';
import type { ComplementBlock, ComplementHead } from './types.ts';

/** Bytes of the CRC-32 that begins a payload. */
const CRC = 4;

const noSlotKey = new Uint8Array(SLOT_KEY);
const noNav = new Uint8Array(VOBU_ISRC_BYTES);

/**
 * Writes what stands before the original bits.
 *
 * @param slotKeys null where the block has no such slot.
 * @param nav empty where `vobu_isrc` is not kept.
 * @returns bytes written.
 */
export function writePayloadHead(
  into: Uint8Array,
  crc32: number,
  slotKeys: Readonly<Record<Level, Uint8Array | null>>,
  nav: Uint8Array,
): number {
  into[0] = crc32;
  into[1] = crc32 >>> 8;
  into[2] = crc32 >>> 16;
  into[3] = crc32 >>> 24;
  let at = CRC;
  for (const level of levels) {
    const slotKey = slotKeys[level];
    if (slotKey === null) continue;
    into.set(slotKey, at);
    at += SLOT_KEY;
  }
  into.set(nav, at);
  return at + nav.length;
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
  const { start, length, navIdentifierAt, keepsNav, slotAt, slotBytes } = head.place(number);
  let at = CRC;
  const take = (bytes: number) => payload.subarray(at, (at += bytes));
  const distributor = slotBytes.distributor > 0 ? take(SLOT_KEY) : noSlotKey;
  const order = slotBytes.order > 0 ? take(SLOT_KEY) : noSlotKey;
  const navOriginal = keepsNav ? take(VOBU_ISRC_BYTES) : noNav;
  if (payload.length < at) throw damaged(complementKind, `its block ${number} ends too early`);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    start,
    length,
    crc32: view.getUint32(0, true),
    navIdentifierAt,
    navOriginal,
    slots: null,
    slotAt,
    slotBytes,
    slotKeys: { distributor, order },
    bits: payload.subarray(at),
  };
}
