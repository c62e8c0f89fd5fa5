import { createHash } from 'node:crypto';
import { brotliCompressSync, crc32 } from 'node:zlib';
import type { ByteSource } from '../foundation/byte-source.ts';
import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { BlockFileWriter, complementKind } from './block-file.ts';
import type { ComplementFacts } from './complement-file.ts';
import { drawBlock, mapOf } from './draw.ts';
import { DrawTally } from './draw-tally.ts';
import { splitError } from './errors.ts';
import { readOriginals, writeOverlays } from './overlays.ts';
import { type BlockMap, encodeMap } from './position-map.ts';
import { mapKeyOf } from './split-plan.ts';
import { readPieces, writePieces } from './stretches.ts';
import type { ComplementIdentity, IndexBlock, MainStreamRequest } from './types.ts';
import { VarintWriter } from './varint.ts';
import { VobSpace } from './vob-space.ts';
import { collectBits, writeRuns } from './write-runs.ts';

const PIECE = 1 << 20;

/**
 * The complement of a main stream, piece by piece: what the drawn places and the identifiers cover, block by block, and what is
 * needed to put it back and to know the disc again.
 *
 * @throws AppError `SPLIT_WRONG_MASTER` if a block of the master is not the one that was indexed.
 */
export function* writeComplement(
  request: MainStreamRequest,
  main: ByteSource,
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
    const bytes = new Uint8Array(block.length);
    vobs.read(master, block.start, bytes);
    if (crc32(bytes) !== block.crc32) {
      throw splitError(
        'SPLIT_WRONG_MASTER',
        `Block ${number} of the master is not the one that was indexed.`,
      );
    }
    const drawn = drawBlock(block.candidates(), bytes, plan.key, number);
    tally.add(number, drawn);
    const places = mapOf(drawn);
    const bits = collectOriginals(bytes, places, drawn.valueBits);
    const map = plan.mapArea === null && bits.length > 0 ? encodeMap(places) : null;
    const nav = takeNavIdentifier(bytes, block, plan.navIdentifier);
    writeRuns(bytes, 0, drawn.runs, drawn.values);
    for (const stretch of drawn.stretches) writePieces(bytes, 0, stretch.pieces, stretch.bytes);
    for (const part of [map, bits, nav.kept]) {
      if (part !== null && part.length > 0) writer.write(part);
    }
    table.write(block.length);
    table.write(crc32(bytes));
    table.write(nav.code);
    table.write(plan.mapArea === null ? 0 : block.slotBytes);
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
    restCrc32: restCrc32(main, vobs.rest(main.size, plan.mapArea)),
    overlays: readOriginals(plan.overlays, master).map(({ position, bytes }) => ({
      position,
      original: Buffer.from(bytes).toString('base64'),
    })),
  };
  writer.finish(brotliCompressSync(table.bytes()), facts);
  yield* pieces.splice(0);
}

/** The bits of all runs, filled up to whole bytes, then the bytes of all pieces. */
function collectOriginals(bytes: Uint8Array, { runs, pieces }: BlockMap, bits: number): Uint8Array {
  const packed = collectBits(bytes, runs, bits);
  return pieces.length === 0 ? packed : Buffer.concat([packed, readPieces(bytes, pieces)]);
}

/**
 * Writes the identifier into a block.
 *
 * @returns how the table says it: 0 nothing written; else twice (place + 1), plus 1 if zeros stood there, which are not kept.
 */
function takeNavIdentifier(
  bytes: Uint8Array,
  block: IndexBlock,
  navIdentifier: Uint8Array | null,
): { readonly code: number; readonly kept: Uint8Array | null } {
  const at = block.navIdentifierAt;
  if (navIdentifier === null || at === null) return { code: 0, kept: null };
  const original = bytes.slice(at, at + VOBU_ISRC_BYTES);
  const isZero = original.every((byte) => byte === 0);
  writeOverlays([{ position: at, bytes: navIdentifier }], 0, bytes);
  return { code: 2 * (at + 1) + (isZero ? 1 : 0), kept: isZero ? null : original };
}

/** CRC-32 of parts of a source, one after another. */
export function restCrc32(
  source: ByteSource,
  parts: readonly { readonly offset: number; readonly length: number }[],
): number {
  const piece = new Uint8Array(PIECE);
  let crc = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE) {
      const wanted = piece.subarray(0, Math.min(PIECE, part.length - at));
      const read = source.read(part.offset + at, wanted);
      crc = crc32(wanted.subarray(0, read), crc);
    }
  }
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
