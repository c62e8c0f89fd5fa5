import { type ByteSource, readExtent } from '../foundation/byte-source.ts';
import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { checkWholeFile, complementKind, damaged, FILE_HEAD, readBlockFile } from './block-file.ts';
import { BlockPlaces } from './block-places.ts';
import {
  type ComplementFacts,
  complementFactsSchema,
  decodeOverlays,
  liesInImage,
} from './complement-facts.ts';
import { placesOf } from './complement-head.ts';
import { MAP_HEAD } from './map-head.ts';
import { SLOT_KEY, slotKeyOf } from './map-slot.ts';
import { readTable } from './read-table.ts';
import type { Complement, ComplementBlock } from './types.ts';

const COLUMNS = 7;

/** What is stored of a block, and where. */
interface StoredBlock {
  readonly crc32: number;
  readonly storedAt: number;
  readonly mapBytes: number;
  readonly bitBytes: number;
}

interface Table {
  readonly places: BlockPlaces;
  readonly stored: readonly StoredBlock[];
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
  if (!parsed.success || !liesInImage(parsed.data)) {
    throw damaged(complementKind, 'its facts are incomplete');
  }
  const facts = parsed.data;
  const { places, stored } = readRows(file.table, facts);
  const mapKey = Buffer.from(facts.mapKey, 'hex');
  const { titleId, orderId, distributorId, drawn, valueBits, complementPercent } = facts;
  const ofBlocks = placesOf(places);
  return {
    identity: { titleId, orderId, distributorId },
    size: source.size,
    imageSize: facts.imageSize,
    extents: facts.extents,
    vobBytes: facts.vobBytes,
    masterSha256: facts.masterSha256,
    mapArea: facts.mapArea,
    mapKey,
    blocks: facts.blocks,
    figures: { drawn, valueBits, complementPercent },
    restCrc32: facts.restCrc32,
    overlays: decodeOverlays(facts.overlays),
    ...ofBlocks,
    block(number) {
      const place = ofBlocks.place(number);
      const row = stored[number];
      if (row === undefined) throw damaged(complementKind, `it has no block ${number}`);
      const { start, length, navIdentifierAt, keepsNav, slotAt, slotBytes } = place;
      return {
        start,
        length,
        crc32: row.crc32,
        navIdentifierAt,
        slotAt,
        slotBytes,
        slotKey: slotBytes > 0 ? slotKeyOf(mapKey, number) : new Uint8Array(SLOT_KEY),
        ...readStored(source, row, keepsNav, facts),
      };
    },
  };
}

function readRows(bytes: Uint8Array, facts: ComplementFacts): Table {
  const reader = readTable(bytes, facts.blocks, COLUMNS);
  if (reader === null) throw wrongTable();
  const places = new BlockPlaces(facts.blocks, MAP_HEAD);
  const stored: StoredBlock[] = [];
  let storedAt = FILE_HEAD;
  for (let number = 0; number < facts.blocks; number++) {
    const length = reader.read();
    const crc32 = reader.read();
    const nav = reader.read();
    const slotBytes = reader.read();
    const ticks = reader.read();
    const mapBytes = reader.read();
    const bitBytes = reader.read();
    if (!places.add({ length, nav, slotBytes, ticks })) throw wrongTable();
    stored.push({ crc32, storedAt, mapBytes, bitBytes });
    storedAt += mapBytes + bitBytes + (nav > 0 && nav % 2 === 0 ? VOBU_ISRC_BYTES : 0);
  }
  const isWhole =
    reader.isSpent &&
    places.start(facts.blocks) === facts.vobBytes &&
    (facts.mapArea === null || places.slotsEnd <= facts.mapArea.length);
  if (!isWhole) throw wrongTable();
  return { places, stored };
}

function readStored(
  source: ByteSource,
  { storedAt, mapBytes, bitBytes }: StoredBlock,
  keepsNav: boolean,
  facts: ComplementFacts,
): Pick<ComplementBlock, 'navOriginal' | 'map' | 'bits'> {
  const bitsEnd = mapBytes + bitBytes;
  const length = bitsEnd + (keepsNav ? VOBU_ISRC_BYTES : 0);
  if (storedAt + length > source.size) throw damaged(complementKind, 'it ends too early');
  const stored = readExtent(source, { offset: storedAt, length });
  return {
    navOriginal: keepsNav ? stored.subarray(bitsEnd) : new Uint8Array(VOBU_ISRC_BYTES),
    map: facts.mapArea === null ? stored.subarray(0, mapBytes) : null,
    bits: stored.subarray(mapBytes, bitsEnd),
  };
}

function wrongTable(): Error {
  return damaged(complementKind, 'its table does not hold together');
}
