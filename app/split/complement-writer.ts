import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import { BlockFileWriter, complementKind } from './block-file.ts';
import { encodeNav, navOriginalOf, ticksOf } from './block-nav.ts';
import { encodeSlots } from './carried-slots.ts';
import { crcSteps } from './check-rest.ts';
import { type ComplementFacts, encodeOverlays } from './complement-facts.ts';
import { countByClass, isSoundLane, LANES, type Level, levels } from './lanes.ts';
import { collectLevel, type LevelCounts } from './level-bits.ts';
import { drawsOf, mapKeyOf, SlotKeys } from './level-keys.ts';
import { readMasterBlock } from './master-block.ts';
import { readOriginals } from './overlays.ts';
import type {
  ComplementIdentity,
  DrawFigures,
  MainStreamRequest,
  Overlay,
  StoredCandidates,
} from './types.ts';
import { VarintWriter } from './varint.ts';
import { VobSpace } from './vob-space.ts';

const PIECE = 1 << 20;

/**
 * The complement of a main stream, piece by piece: what the drawn places and the identifiers cover, block by block, and what is
 * needed to put it back and to know the disc again.
 *
 * @throws AppError `SPLIT_WRONG_MASTER` if a block of the master is not the one that was indexed.
 */
export function* writeComplement(
  request: MainStreamRequest,
  identity: ComplementIdentity,
): Iterable<Uint8Array> {
  const { index, master, plan } = request;
  const pieces: Uint8Array[] = [];
  const writer = new BlockFileWriter(complementKind, (bytes) => pieces.push(bytes));
  const vobs = new VobSpace(index.extents);
  const table = new VarintWriter();
  const collector = new OriginalsCollector({
    distributor: mapKeyOf(plan.keys.distributor),
    order: mapKeyOf(plan.keys.order),
  });
  for (let number = 0; number < index.blocks; number++) {
    const block = index.block(number);
    const bytes = readMasterBlock(master, vobs, block);
    const candidates = block.candidates();
    const bits = collector.collect(bytes, candidates, number);
    const slots = plan.mapArea === null ? encodeSlots(candidates) : null;
    const navAt = plan.navIdentifier === null ? null : block.navIdentifierAt;
    const nav = navOriginalOf(bytes, navAt);
    for (const part of [slots, bits, nav]) {
      if (part !== null && part.length > 0) writer.write(part);
    }
    table.write(block.length);
    table.write(block.crc32);
    table.write(encodeNav(navAt, nav !== null));
    table.write(plan.mapArea === null ? 0 : block.slotBytes.distributor);
    table.write(plan.mapArea === null ? 0 : block.slotBytes.order);
    table.write(ticksOf(bytes, block.navIdentifierAt));
    table.write(slots?.length ?? 0);
    table.write(bits.length);
    yield* pieces.splice(0);
  }
  const facts: ComplementFacts = {
    ...identity,
    imageSize: index.imageSize,
    extents: index.extents.map(({ offset, length }) => ({ offset, length })),
    vobBytes: vobs.length,
    vobSha256: index.vobSha256,
    masterSha256: request.masterSha256 ?? digestOf(master),
    blocks: index.blocks,
    mapArea: plan.mapArea === null ? null : { ...plan.mapArea },
    preset: index.preset,
    mapKeys: {
      distributor: Buffer.from(collector.mapKeys.distributor).toString('hex'),
      order: Buffer.from(collector.mapKeys.order).toString('hex'),
    },
    ...collector.figures(vobs.length),
    restCrc32: restCrc32(master, vobs.rest(master.size, plan.mapArea)),
    overlays: encodeOverlays(readOriginals(placesOf(plan.overlays), master)),
  };
  writer.finish(brotliCompressSync(table.bytes()), facts);
  yield* pieces.splice(0);
}

/** Collects the original bits of what an order draws, block by block, and counts them. */
class OriginalsCollector {
  readonly mapKeys: Readonly<Record<Level, Uint8Array>>;
  readonly #slotKeys: Readonly<Record<Level, SlotKeys>>;
  readonly #counts: Readonly<Record<Level, LevelCounts>> = {
    distributor: noCounts(),
    order: noCounts(),
  };

  constructor(mapKeys: Readonly<Record<Level, Uint8Array>>) {
    this.mapKeys = mapKeys;
    this.#slotKeys = {
      distributor: new SlotKeys(mapKeys.distributor),
      order: new SlotKeys(mapKeys.order),
    };
  }

  /** Of the distributor's level, then of the order's. */
  collect(bytes: Uint8Array, candidates: StoredCandidates, number: number): Uint8Array {
    const parts = levels.map((level) => {
      const { slot, positions } = candidates[level];
      if (slot.length === 0) return slot;
      const draws = drawsOf(this.#slotKeys[level].of(number), positions);
      return collectLevel(bytes, positions, draws, this.#counts[level]);
    });
    return Buffer.concat(parts);
  }

  figures(vobBytes: number): DrawFigures {
    const { distributor, order } = this.#counts;
    const drawn = Array.from(
      { length: LANES },
      (_, lane) => (distributor.lanes[lane] ?? 0) + (order.lanes[lane] ?? 0),
    );
    // All sound is of the distributor's level; a place in it is one bit.
    const soundBits = drawn.reduce((sum, bits, lane) => sum + (isSoundLane(lane) ? bits : 0), 0);
    const bits = {
      distributor: distributor.bits - soundBits,
      order: order.bits,
      sound: soundBits + 8 * distributor.stretchBytes,
    };
    const all = bits.distributor + bits.order + bits.sound;
    return {
      drawn: countByClass(drawn, distributor.stretches),
      bits,
      complementPercent: percentOf(all, vobBytes),
    };
  }
}

function noCounts(): LevelCounts {
  return { lanes: new Float64Array(LANES), bits: 0, stretches: 0, stretchBytes: 0 };
}

/** Bits in percent of the VOBs. */
function percentOf(bits: number, vobBytes: number): number {
  return vobBytes === 0 ? 0 : (100 * bits) / (8 * vobBytes);
}

function placesOf(overlays: readonly Overlay[]): Extent[] {
  return overlays.map(({ position, bytes }) => ({ offset: position, length: bytes.length }));
}

function restCrc32(master: ByteSource, rest: readonly Extent[]): number {
  let crc = 0;
  for (crc of crcSteps(master, rest, []));
  return crc;
}

function digestOf(source: ByteSource): string {
  const digest = createHash('sha256');
  const piece = new Uint8Array(PIECE);
  for (let at = 0; at < source.size; at += PIECE) {
    digest.update(piece.subarray(0, source.read(at, piece)));
  }
  return digest.digest('hex');
}
