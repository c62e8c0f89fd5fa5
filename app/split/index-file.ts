import { brotliCompressSync, crc32 } from 'node:zlib';
import { z } from 'zod';
import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import { damaged, FILE_HEAD, indexKind, readBlockFile } from './block-file.ts';
import { coverageShape } from './coverage.ts';
import { splitError } from './errors.ts';
import { decodeIndexBlock, slotsOf } from './index-block.ts';
import { MAP_HEAD } from './map-head.ts';
import { readTable } from './read-table.ts';
import type { IndexBlock, TitleIndex } from './types.ts';
import { type VarintReader, VarintWriter } from './varint.ts';

const count = z.int().nonnegative();
const COLUMNS = 7;

/** What stands behind the table of an index, as JSON. */
export const indexFactsSchema = z.strictObject({
  imageSize: count,
  extents: z.array(z.strictObject({ offset: count, length: count })),
  vobSha256: z.string().regex(/^[0-9a-f]{64}$/),
  vobBytes: count,
  blocks: count,
  mapRoom: count,
  traceKey: z.string().regex(/^[0-9a-f]{64}$/),
  ...coverageShape,
});
export type IndexFacts = z.infer<typeof indexFactsSchema>;

/** A row of the table of an index. */
export interface IndexEntry {
  /** Bytes of the block. */
  readonly length: number;
  readonly crc32: number;
  readonly navIdentifierAt: number | null;
  readonly slotBytes: { readonly distributor: number; readonly order: number };
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
    writer.write(entry.slotBytes.distributor);
    writer.write(entry.slotBytes.order);
    writer.write(entry.stored);
    writer.write(entry.storedCrc32);
  }
  return brotliCompressSync(writer.bytes());
}

function readEntry(reader: VarintReader): IndexEntry {
  const length = reader.read();
  const crc = reader.read();
  const nav = reader.read();
  const slotBytes = { distributor: reader.read(), order: reader.read() };
  const stored = reader.read();
  const storedCrc32 = reader.read();
  const navIdentifierAt = nav === 0 ? null : nav - 1;
  return { length, crc32: crc, navIdentifierAt, slotBytes, stored, storedCrc32 };
}

/** @throws AppError `INDEX_NOT_ONE`, `INDEX_VERSION`, `INDEX_DAMAGED`. */
export function openIndex(source: ByteSource): TitleIndex {
  const file = readBlockFile(source, indexKind);
  const parsed = indexFactsSchema.safeParse(file.facts);
  if (!parsed.success) throw damaged(indexKind, 'its facts are incomplete');
  const { traceKey, ...facts } = parsed.data;
  const blocks = readBlocks(source, file.table, parsed.data, file.blocksEnd);
  return {
    ...facts,
    blocks: blocks.length,
    traceKey: Buffer.from(traceKey, 'hex'),
    block(number) {
      const block = blocks[number];
      if (block !== undefined) return block;
      throw splitError('INDEX_DAMAGED', 'The index has no such block.', { block: number });
    },
  };
}

function readBlocks(
  source: ByteSource,
  table: Uint8Array,
  facts: IndexFacts,
  blocksEnd: number,
): IndexBlock[] {
  const reader = readTable(table, facts.blocks, COLUMNS);
  if (reader === null) throw wrongTable();
  const blocks: IndexBlock[] = [];
  let start = 0;
  let slotAt = MAP_HEAD;
  let storedAt = FILE_HEAD;
  for (let number = 0; number < facts.blocks; number++) {
    const entry = readEntry(reader);
    const extent = { offset: storedAt, length: entry.stored };
    const { length, navIdentifierAt, slotBytes } = entry;
    const read = () => readStored(source, extent, entry.storedCrc32, number);
    blocks.push({
      number,
      start,
      length,
      crc32: entry.crc32,
      navIdentifierAt,
      slotAt,
      slotBytes,
      candidates: () => decodeIndexBlock(read(), slotBytes, length),
      slots: () => slotsOf(read(), slotBytes),
    });
    start += length;
    slotAt += slotBytes.distributor + slotBytes.order;
    storedAt += entry.stored;
  }
  const isWhole =
    reader.isSpent &&
    start === facts.vobBytes &&
    slotAt === facts.mapRoom &&
    storedAt === blocksEnd;
  if (!isWhole) throw wrongTable();
  return blocks;
}

function readStored(
  source: ByteSource,
  extent: Extent,
  storedCrc32: number,
  number: number,
): Uint8Array {
  const bytes = readExtent(source, extent);
  if (crc32(bytes) === storedCrc32) return bytes;
  throw splitError('INDEX_DAMAGED', `Block ${number} of the index is damaged.`);
}

function wrongTable(): Error {
  return damaged(indexKind, 'its table does not hold together');
}
