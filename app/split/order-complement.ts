import { encodeOverlays } from './complement-facts.ts';
import { encodeComplementHead } from './complement-head.ts';
import { writePayloadHead } from './complement-payload.ts';
import { levels } from './lanes.ts';
import { drawsOfSize, mapKeyOf, SlotKeys } from './level-keys.ts';
import { originalParts } from './originals-block.ts';
import { stretchCount } from './originals-level.ts';
import type { OrderComplement, OrderComplementRequest, TitleOriginals } from './originals-types.ts';
import { pickLevel } from './pick-level.ts';
import type { ComplementIdentity } from './types.ts';

/** Bytes of a payload before its bits, and one that picking needs behind them. */
const MORE = 256;

/** Where payloads are put together before they are copied out; it grows to the longest. */
let scratch = new Uint8Array(1 << 15);

/**
 * The complement of an order, computed block by block from the originals of its title: no master, no index, nothing kept. What it
 * gives is what the complement file of the same order holds.
 */
export function openOrderComplement(request: OrderComplementRequest): OrderComplement {
  const { originals, keys, identity } = request;
  const slotKeys = {
    distributor: new SlotKeys(mapKeyOf(keys.distributor)),
    order: new SlotKeys(mapKeyOf(keys.order)),
  };
  return {
    blocks: originals.blocks,
    ticks: originals.ticks,
    totalTicks: originals.totalTicks,
    head: () => headOf(originals, identity),
    block(number) {
      const block = originals.block(number);
      const parts = originalParts(block);
      const room = block.stored.length + MORE;
      if (scratch.length < room) scratch = new Uint8Array(room);
      const keysHere = {
        distributor: parts.levels.distributor === null ? null : slotKeys.distributor.of(number),
        order: parts.levels.order === null ? null : slotKeys.order.of(number),
      };
      let length = writePayloadHead(scratch, block.crc32, keysHere, parts.nav);
      for (const level of levels) {
        const originalsHere = parts.levels[level];
        const slotKey = keysHere[level];
        if (originalsHere === null || slotKey === null) continue;
        const draws = drawsOfSize(slotKey, originalsHere.laneDraws, stretchCount(originalsHere));
        length = pickLevel(originalsHere, draws, scratch, length);
      }
      return scratch.slice(0, length);
    },
  };
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
