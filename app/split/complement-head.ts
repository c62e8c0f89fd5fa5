import { brotliCompressSync, constants } from 'node:zlib';
import { encodeNav } from './block-nav.ts';
import { BlockPlaces } from './block-places.ts';
import { complementKind, damaged, parseJson } from './block-file.ts';
import {
  decodeOverlays,
  type HeadFacts,
  headFactsSchema,
  liesInImage,
} from './complement-facts.ts';
import { splitError } from './errors.ts';
import { MAP_HEAD } from './map-head.ts';
import { readTable } from './read-table.ts';
import type { BlockPlace, ComplementHead } from './types.ts';
import { VarintWriter } from './varint.ts';

const MAGIC = Buffer.from('DPTCHHED', 'latin1');
const VERSION = 2;

/** Before the table: magic (8), version (2), zeros (2), bytes of the table (4). */
const HEAD_HEAD = 16;
const field = { version: 8, tableBytes: 12 } as const;
const COLUMNS = 5;

/** Within a percent of the best, and ten times as fast. */
const BROTLI_QUALITY = 6;

/** The table of a head, compressed: the same for every order of a title. */
export function encodeHeadTable(blocks: number, place: (number: number) => BlockPlace): Uint8Array {
  const writer = new VarintWriter(blocks * 12 + 16);
  for (let number = 0; number < blocks; number++) {
    const { length, navIdentifierAt, keepsNav, slotBytes, ticks } = place(number);
    writer.write(length);
    writer.write(encodeNav(navIdentifierAt, keepsNav));
    writer.write(slotBytes.distributor);
    writer.write(slotBytes.order);
    writer.write(ticks);
  }
  return brotliCompressSync(writer.bytes(), {
    params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
  });
}

/** A head as it goes over the wire (README, "Over the wire"). */
export function encodeComplementHead(table: Uint8Array, facts: HeadFacts): Uint8Array {
  const head = Buffer.alloc(HEAD_HEAD);
  MAGIC.copy(head);
  head.writeUInt16LE(VERSION, field.version);
  head.writeUInt32LE(table.length, field.tableBytes);
  return Buffer.concat([head, table, Buffer.from(JSON.stringify(facts))]);
}

/**
 * Parses a head that came over the wire.
 *
 * @throws AppError `COMPLEMENT_VERSION`, `COMPLEMENT_DAMAGED`.
 */
export function parseComplementHead(bytes: Uint8Array): ComplementHead {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (head.length < HEAD_HEAD || !head.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw damaged(complementKind, 'its head is none');
  }
  const version = head.readUInt16LE(field.version);
  if (version !== VERSION) {
    const message = `The head of this complement has version ${version}; this program reads version ${VERSION}.`;
    throw splitError('COMPLEMENT_VERSION', message, { version });
  }
  const factsAt = HEAD_HEAD + head.readUInt32LE(field.tableBytes);
  const parsed = headFactsSchema.safeParse(parseJson(head.subarray(factsAt)));
  if (!parsed.success || !liesInImage(parsed.data)) {
    throw damaged(complementKind, 'the facts of its head are wrong');
  }
  const facts = parsed.data;
  const places = readPlaces(head.subarray(HEAD_HEAD, factsAt), facts);
  const { titleId, orderId, distributorId } = facts;
  return {
    identity: { titleId, orderId, distributorId },
    imageSize: facts.imageSize,
    extents: facts.extents,
    vobBytes: facts.vobBytes,
    masterSha256: facts.masterSha256,
    mapArea: facts.mapArea,
    blocks: facts.blocks,
    restCrc32: facts.restCrc32,
    overlays: decodeOverlays(facts.overlays),
    ...placesOf(places),
  };
}

/** What a head says of its blocks. */
export function placesOf(
  places: BlockPlaces,
): Pick<ComplementHead, 'blockStart' | 'place' | 'ticks' | 'totalTicks'> {
  return {
    blockStart: (number) => places.start(number),
    place(number) {
      const place = places.place(number);
      if (place === null) throw damaged(complementKind, `it has no block ${number}`);
      return place;
    },
    ticks: (number) => places.ticks(number),
    totalTicks: places.totalTicks,
  };
}

function readPlaces(table: Uint8Array, facts: HeadFacts): BlockPlaces {
  const reader = readTable(table, facts.blocks, COLUMNS);
  if (reader === null) throw wrongTable();
  const places = new BlockPlaces(facts.blocks, MAP_HEAD);
  for (let number = 0; number < facts.blocks; number++) {
    const row = {
      length: reader.read(),
      nav: reader.read(),
      slotBytes: { distributor: reader.read(), order: reader.read() },
      ticks: reader.read(),
    };
    if (!places.add(row)) throw wrongTable();
  }
  const isWhole =
    reader.isSpent &&
    places.start(facts.blocks) === facts.vobBytes &&
    places.slotsEnd <= facts.mapArea.length;
  if (!isWhole) throw wrongTable();
  return places;
}

function wrongTable(): Error {
  return damaged(complementKind, 'the table of its head does not hold together');
}
