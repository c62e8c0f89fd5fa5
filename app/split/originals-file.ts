import { crc32 } from 'node:zlib';
import type { ByteSource } from '../foundation/byte-source.ts';
import { damaged, FILE_HEAD, originalsKind, readBlockFile } from './block-file.ts';
import { BlockPlaces } from './block-places.ts';
import {
  decodeOverlays,
  liesInImage,
  type OriginalsFacts,
  originalsFactsSchema,
} from './complement-facts.ts';
import { encodeHeadTable } from './complement-head.ts';
import { MAP_HEAD } from './map-head.ts';
import type { TitleOriginals } from './originals-types.ts';
import { readTable } from './read-table.ts';

const COLUMNS = 8;

/** What the table says besides the places of the blocks, in columns. */
interface Table {
  readonly places: BlockPlaces;
  readonly crcs: Uint32Array;
  /** Where each block is stored; behind the last: where they end. */
  readonly storedAt: Float64Array;
  readonly storedCrcs: Uint32Array;
}

/**
 * Opens the originals of a title, for any number of orders. About 50 bytes a block are kept; blocks are read one at a time.
 *
 * @throws AppError `ORIGINALS_NOT_ONE`, `ORIGINALS_VERSION`, `ORIGINALS_DAMAGED`.
 */
export function openOriginals(source: ByteSource): TitleOriginals {
  const file = readBlockFile(source, originalsKind);
  const parsed = originalsFactsSchema.safeParse(file.facts);
  if (!parsed.success || !liesInImage(parsed.data)) {
    throw damaged(originalsKind, 'its facts are incomplete');
  }
  const facts = parsed.data;
  const table = readRows(file.table, facts, file.blocksEnd);
  const { places } = table;
  let headTable: Uint8Array | null = null;
  let buffer = new Uint8Array(1 << 15);
  return {
    size: source.size,
    imageSize: facts.imageSize,
    extents: facts.extents,
    vobBytes: facts.vobBytes,
    vobSha256: facts.vobSha256,
    masterSha256: facts.masterSha256,
    mapArea: facts.mapArea,
    restCrc32: facts.restCrc32,
    overlays: decodeOverlays(facts.overlays),
    blocks: facts.blocks,
    ticks: (number) => places.ticks(number),
    totalTicks: places.totalTicks,
    headTable: () => (headTable ??= encodeHeadTable(facts.blocks, placeOf)),
    block(number) {
      const offset = table.storedAt[number] ?? 0;
      const length = (table.storedAt[number + 1] ?? 0) - offset;
      const place = placeOf(number);
      if (length > buffer.length) buffer = new Uint8Array(length);
      const stored = buffer.subarray(0, length);
      if (source.read(offset, stored) !== length || crc32(stored) !== table.storedCrcs[number]) {
        throw damaged(originalsKind, `its block ${number} is not the one that was written`);
      }
      return { ...place, crc32: table.crcs[number] ?? 0, stored };
    },
  };

  function placeOf(number: number) {
    const place = places.place(number);
    if (place === null) throw damaged(originalsKind, `it has no block ${number}`);
    return place;
  }
}

function readRows(bytes: Uint8Array, facts: OriginalsFacts, blocksEnd: number): Table {
  const { blocks } = facts;
  const reader = readTable(bytes, blocks, COLUMNS);
  if (reader === null) throw wrongTable();
  const places = new BlockPlaces(blocks, MAP_HEAD);
  const crcs = new Uint32Array(blocks);
  const storedAt = new Float64Array(blocks + 1).fill(FILE_HEAD, 0, 1);
  const storedCrcs = new Uint32Array(blocks);
  for (let number = 0; number < blocks; number++) {
    const row = {
      length: reader.read(),
      nav: reader.read(),
      slotBytes: { distributor: reader.read(), order: reader.read() },
      ticks: reader.read(),
    };
    if (!places.add(row)) throw wrongTable();
    crcs[number] = reader.read();
    storedAt[number + 1] = (storedAt[number] ?? 0) + reader.read();
    storedCrcs[number] = reader.read();
  }
  const isWhole =
    reader.isSpent &&
    places.start(blocks) === facts.vobBytes &&
    places.slotsEnd <= facts.mapArea.length &&
    storedAt[blocks] === blocksEnd;
  if (!isWhole) throw wrongTable();
  return { places, crcs, storedAt, storedCrcs };
}

function wrongTable(): Error {
  return damaged(originalsKind, 'its table does not hold together');
}
