import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import { BlockFileWriter, complementKind } from './block-file.ts';
import { encodeNav, navOriginalOf, ticksOf } from './block-nav.ts';
import { crcSteps } from './check-rest.ts';
import { type ComplementFacts, encodeOverlays } from './complement-facts.ts';
import { drawPlaces, mapOf } from './draw.ts';
import { DrawTally } from './draw-tally.ts';
import { mapKeyOf } from './map-slot.ts';
import { readMasterBlock } from './master-block.ts';
import { readOriginals } from './overlays.ts';
import { type BlockMap, encodeMap } from './position-map.ts';
import { readPieces } from './stretches.ts';
import type { ComplementIdentity, MainStreamRequest, Overlay } from './types.ts';
import { VarintWriter } from './varint.ts';
import { VobSpace } from './vob-space.ts';
import { collectBits } from './write-runs.ts';

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
  const tally = new DrawTally(index);
  for (let number = 0; number < index.blocks; number++) {
    const block = index.block(number);
    const bytes = readMasterBlock(master, vobs, block);
    const drawn = drawPlaces(block.candidates(), plan.key, number);
    tally.add(number, drawn);
    const places = mapOf(drawn);
    const bits = collectOriginals(bytes, places, drawn.valueBits);
    const map = plan.mapArea === null && bits.length > 0 ? encodeMap(places) : null;
    const navAt = plan.navIdentifier === null ? null : block.navIdentifierAt;
    const nav = navOriginalOf(bytes, navAt);
    for (const part of [map, bits, nav]) {
      if (part !== null && part.length > 0) writer.write(part);
    }
    table.write(block.length);
    table.write(block.crc32);
    table.write(encodeNav(navAt, nav !== null));
    table.write(plan.mapArea === null ? 0 : block.slotBytes);
    table.write(ticksOf(bytes, block.navIdentifierAt));
    table.write(map?.length ?? 0);
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
    mapKey: Buffer.from(mapKeyOf(plan.key)).toString('hex'),
    ...tally.figures(plan.key),
    restCrc32: restCrc32(master, vobs.rest(master.size, plan.mapArea)),
    overlays: encodeOverlays(readOriginals(placesOf(plan.overlays), master)),
  };
  writer.finish(brotliCompressSync(table.bytes()), facts);
  yield* pieces.splice(0);
}

/** The bits of all runs, filled up to whole bytes, then the bytes of all pieces. */
function collectOriginals(bytes: Uint8Array, { runs, pieces }: BlockMap, bits: number): Uint8Array {
  const packed = collectBits(bytes, runs, bits);
  return pieces.length === 0 ? packed : Buffer.concat([packed, readPieces(bytes, pieces)]);
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
