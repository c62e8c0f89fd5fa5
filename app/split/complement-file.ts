import { brotliDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { type ByteSource, readExtent } from '../foundation/byte-source.ts';
import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { checkWholeFile, complementKind, damaged, FILE_HEAD, readBlockFile } from './block-file.ts';
import { MAP_HEAD } from './map-head.ts';
import type { Complement, ComplementBlock } from './types.ts';
import { VarintReader } from './varint.ts';

const count = z.int().nonnegative();
const extent = z.strictObject({ offset: count, length: count });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What stands behind the table of a complement, as JSON. */
export const complementFactsSchema = z.strictObject({
  titleId: z.string(),
  orderId: z.string(),
  distributorId: z.string(),
  imageSize: count,
  extents: z.array(extent),
  vobBytes: count,
  vobSha256: sha256,
  masterSha256: sha256,
  blocks: count,
  mapArea: extent.nullable(),
  mapKey: sha256,
  drawn: z.record(z.string(), count),
  valueBits: count,
  complementPercent: z.number().nonnegative(),
  restCrc32: count,
  overlays: z.array(z.strictObject({ position: count, original: z.base64() })),
});
export type ComplementFacts = z.infer<typeof complementFactsSchema>;

interface StoredBlock {
  readonly start: number;
  readonly length: number;
  readonly crc32: number;
  readonly nav: number;
  readonly slotAt: number;
  readonly slotBytes: number;
  readonly storedAt: number;
  readonly mapBytes: number;
  readonly bitBytes: number;
}

/**
 * Opens a complement and checks every byte of it.
 *
 * @throws AppError `COMPLEMENT_NOT_ONE`, `COMPLEMENT_VERSION`, `COMPLEMENT_DAMAGED`.
 */
export function openComplement(source: ByteSource): Complement {
  const file = readBlockFile(source, complementKind);
  checkWholeFile(source, complementKind);
  const parsed = complementFactsSchema.safeParse(file.facts);
  if (!parsed.success) throw damaged(complementKind, 'its facts are incomplete');
  const facts = parsed.data;
  const blocks = readTable(brotliDecompressSync(file.table), facts);
  const { titleId, orderId, distributorId, drawn, valueBits, complementPercent } = facts;
  return {
    identity: { titleId, orderId, distributorId },
    size: source.size,
    imageSize: facts.imageSize,
    extents: facts.extents,
    vobBytes: facts.vobBytes,
    masterSha256: facts.masterSha256,
    mapArea: facts.mapArea,
    mapKey: Buffer.from(facts.mapKey, 'hex'),
    blocks: blocks.length,
    figures: { drawn, valueBits, complementPercent },
    restCrc32: facts.restCrc32,
    overlays: facts.overlays.map(({ position, original }) => ({
      position,
      bytes: Buffer.from(original, 'base64'),
    })),
    blockStart: (number) => blocks[number]?.start ?? facts.vobBytes,
    block(number) {
      const block = blocks[number];
      if (block === undefined) throw damaged(complementKind, `it has no block ${number}`);
      return readBlock(source, block, facts);
    },
  };
}

function readTable(table: Uint8Array, facts: ComplementFacts): StoredBlock[] {
  const reader = new VarintReader(table);
  const blocks: StoredBlock[] = [];
  let start = 0;
  let slotAt = MAP_HEAD;
  let storedAt = FILE_HEAD;
  for (let number = 0; number < facts.blocks; number++) {
    const length = reader.read();
    const crc32 = reader.read();
    const nav = reader.read();
    const slotBytes = reader.read();
    const mapBytes = reader.read();
    const bitBytes = reader.read();
    blocks.push({ start, length, crc32, nav, slotAt, slotBytes, storedAt, mapBytes, bitBytes });
    start += length;
    slotAt += slotBytes;
    storedAt += mapBytes + bitBytes + (nav > 0 && nav % 2 === 0 ? VOBU_ISRC_BYTES : 0);
  }
  if (!reader.isWhole || start !== facts.vobBytes) {
    throw damaged(complementKind, 'its table does not hold together');
  }
  return blocks;
}

function readBlock(
  source: ByteSource,
  block: StoredBlock,
  facts: ComplementFacts,
): ComplementBlock {
  const { nav, mapBytes, bitBytes } = block;
  const keepsNav = nav > 0 && nav % 2 === 0;
  const length = mapBytes + bitBytes + (keepsNav ? VOBU_ISRC_BYTES : 0);
  const stored = readExtent(source, { offset: block.storedAt, length });
  if (stored.length !== length) throw damaged(complementKind, 'it ends too early');
  return {
    start: block.start,
    length: block.length,
    crc32: block.crc32,
    navIdentifierAt: nav === 0 ? null : (nav >>> 1) - 1,
    navOriginal: keepsNav ? stored.subarray(mapBytes + bitBytes) : new Uint8Array(VOBU_ISRC_BYTES),
    map: facts.mapArea === null ? stored.subarray(0, mapBytes) : null,
    slotAt: block.slotAt,
    slotBytes: block.slotBytes,
    bits: stored.subarray(mapBytes, mapBytes + bitBytes),
  };
}
