import { brotliCompressSync, brotliDecompressSync, crc32 } from 'node:zlib';
import { z } from 'zod';
import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import { damaged, FILE_HEAD, indexKind, readBlockFile } from './block-file.ts';
import { CandidateColumns } from './candidate-columns.ts';
import { splitError } from './errors.ts';
import { decodeIndexBlock, decodeKinds } from './index-block.ts';
import { MAP_HEAD } from './map-head.ts';
import type { IndexBlock, TitleIndex } from './types.ts';
import { VarintReader, VarintWriter } from './varint.ts';

const count = z.int().nonnegative();
const counts = z.record(z.string(), count);

/** What stands behind the table of an index, as JSON. */
export const indexFactsSchema = z.strictObject({
  imageSize: count,
  extents: z.array(z.strictObject({ offset: count, length: count })),
  vobSha256: z.string().regex(/^[0-9a-f]{64}$/),
  vobBytes: count,
  blocks: count,
  mapRoom: count,
  candidates: counts,
  unsplit: counts,
});
export type IndexFacts = z.infer<typeof indexFactsSchema>;

/** A row of the table of an index. */
export interface IndexEntry {
  /** Bytes of the block. */
  readonly length: number;
  readonly crc32: number;
  readonly navIdentifierAt: number | null;
  readonly slotBytes: number;
  /** Bytes of its candidates in the file; 0: it has none. */
  readonly stored: number;
  /** CRC-32 of these. */
  readonly storedCrc32: number;
}

export function encodeIndexTable(entries: readonly IndexEntry[]): Uint8Array {
  const writer = new VarintWriter(entries.length * 24 + 16);
  for (const entry of entries) {
    writer.write(entry.length);
    writer.write(entry.crc32);
    writer.write(entry.navIdentifierAt === null ? 0 : entry.navIdentifierAt + 1);
    writer.write(entry.slotBytes);
    writer.write(entry.stored);
    writer.write(entry.storedCrc32);
  }
  return brotliCompressSync(writer.bytes());
}

/** @throws AppError `INDEX_NOT_ONE`, `INDEX_VERSION`, `INDEX_DAMAGED`. */
export function openIndex(source: ByteSource): TitleIndex {
  const file = readBlockFile(source, indexKind);
  const parsed = indexFactsSchema.safeParse(file.facts);
  if (!parsed.success) throw damaged(indexKind, 'its facts are incomplete');
  const facts = parsed.data;
  const blocks = readTable(source, file.table, facts);
  const get = (number: number): IndexBlock => {
    const block = blocks[number];
    if (block === undefined) {
      throw splitError('INDEX_DAMAGED', 'The index has no such block.', { block: number });
    }
    return block;
  };
  return {
    imageSize: facts.imageSize,
    extents: facts.extents,
    vobSha256: facts.vobSha256,
    blocks: blocks.length,
    mapRoom: facts.mapRoom,
    candidates: facts.candidates,
    unsplit: facts.unsplit,
    block: get,
  };
}

function readTable(source: ByteSource, table: Uint8Array, facts: IndexFacts): IndexBlock[] {
  const reader = new VarintReader(brotliDecompressSync(table));
  const blocks: IndexBlock[] = [];
  let start = 0;
  let slotAt = MAP_HEAD;
  let storedAt = FILE_HEAD;
  for (let number = 0; number < facts.blocks; number++) {
    const length = reader.read();
    const crc = reader.read();
    const nav = reader.read();
    const slotBytes = reader.read();
    const stored = reader.read();
    const storedCrc32 = reader.read();
    const navIdentifierAt = nav === 0 ? null : nav - 1;
    const extent = { offset: storedAt, length: stored };
    blocks.push({
      number,
      start,
      length,
      crc32: crc,
      navIdentifierAt,
      slotAt,
      slotBytes,
      candidates: () => {
        const bytes = readStored(source, extent, storedCrc32, number);
        return bytes === null ? new CandidateColumns() : decodeIndexBlock(bytes);
      },
      kinds: () => {
        const bytes = readStored(source, extent, storedCrc32, number);
        return bytes === null ? { places: new Uint8Array(0), stretches: [] } : decodeKinds(bytes);
      },
    });
    start += length;
    slotAt += slotBytes;
    storedAt += stored;
  }
  if (!reader.isWhole || start !== facts.vobBytes || slotAt !== facts.mapRoom) {
    throw damaged(indexKind, 'its table does not hold together');
  }
  return blocks;
}

/** What the file holds of a block; null: nothing, it has no candidates. */
function readStored(
  source: ByteSource,
  extent: Extent,
  storedCrc32: number,
  number: number,
): Uint8Array | null {
  if (extent.length === 0) return null;
  const bytes = readExtent(source, extent);
  if (crc32(bytes) !== storedCrc32) {
    throw splitError('INDEX_DAMAGED', `Block ${number} of the index is damaged.`);
  }
  return bytes;
}
