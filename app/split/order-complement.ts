import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { drawsOf, STRETCH_DRAW } from './chance.ts';
import { encodeOverlays } from './complement-facts.ts';
import { encodeComplementHead } from './complement-head.ts';
import { writePayloadHead } from './complement-payload.ts';
import { isStretchDrawn } from './draw-stretches.ts';
import { mapKeyOf, slotKeyOf } from './map-slot.ts';
import {
  type OriginalParts,
  originalParts,
  stretchCount,
  stretchLane,
  stretchLength,
} from './originals-block.ts';
import type { OrderComplement, OrderComplementRequest, TitleOriginals } from './originals-types.ts';
import { pickBits } from './pick-bits.ts';
import type { ComplementIdentity } from './types.ts';

/** Where payloads are put together before they are copied out; it grows to the longest. */
let scratch = new Uint8Array(1 << 15);

/**
 * The complement of an order, computed block by block from the originals of its title: no master, no index, nothing kept. What it
 * gives is what the complement file of the same order holds.
 */
export function openOrderComplement(request: OrderComplementRequest): OrderComplement {
  const { originals, key, identity } = request;
  const mapKey = mapKeyOf(key);
  return {
    blocks: originals.blocks,
    ticks: originals.ticks,
    totalTicks: originals.totalTicks,
    head: () => headOf(originals, identity),
    block(number) {
      const block = originals.block(number);
      const parts = originalParts(block.stored, block.keepsNav ? VOBU_ISRC_BYTES : 0);
      const room = block.stored.length + 256;
      if (scratch.length < room) scratch = new Uint8Array(room);
      const slotKey = block.slotBytes > 0 ? slotKeyOf(mapKey, number) : null;
      let length = writePayloadHead(scratch, block.crc32, slotKey, parts.nav);
      const stretches = stretchCount(parts.stretchRows);
      if (parts.count + stretches > 0) {
        const draws = drawsOf(key, number, parts.count, stretches);
        length += pickBits(parts, draws, stretches * STRETCH_DRAW, scratch, length);
        length += pickStretches(parts, draws, length);
      }
      return scratch.slice(0, length);
    },
  };
}

/** Puts the bytes of the drawn stretches into the scratch from `at` on. @returns how many. */
function pickStretches(
  { stretchRows, stretchBytes }: OriginalParts,
  draws: Buffer,
  at: number,
): number {
  const count = stretchCount(stretchRows);
  let from = 0;
  let written = 0;
  for (let i = 0; i < count; i++) {
    const end = from + stretchLength(stretchRows, i);
    if (isStretchDrawn(draws, i, stretchLane(stretchRows, i))) {
      scratch.set(stretchBytes.subarray(from, end), at + written);
      written += end - from;
    }
    from = end;
  }
  return written;
}

function headOf(originals: TitleOriginals, identity: ComplementIdentity): Uint8Array {
  const { titleId, orderId, distributorId } = identity;
  return encodeComplementHead(originals.headTable(), {
    titleId,
    orderId,
    distributorId,
    imageSize: originals.imageSize,
    extents: originals.extents.map(({ offset, length }) => ({ offset, length })),
    vobBytes: originals.vobBytes,
    masterSha256: originals.masterSha256,
    mapArea: { ...originals.mapArea },
    blocks: originals.blocks,
    restCrc32: originals.restCrc32,
    overlays: encodeOverlays(originals.overlays),
  });
}
