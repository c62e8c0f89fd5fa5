import { type ByteSource, readExtent } from '../foundation/byte-source.ts';
import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { checkWholeFile, complementKind, damaged, FILE_HEAD, readBlockFile } from './block-file.ts';
import { decodeSlots } from './carried-slots.ts';
import { BlockPlaces } from './block-places.ts';
import {
  type ComplementFacts,
  complementFactsSchema,
  decodeOverlays,
  liesInImage,
} from './complement-facts.ts';
import { placesOf } from './complement-head.ts';
import { MAP_HEAD } from './map-head.ts';
import { SlotKeys } from './level-keys.ts';
import { readTable } from './read-table.ts';
import type { Complement, ComplementBlock } from './types.ts';

const COLUMNS = 8;

/** What is stored of a block, and where. */
interface StoredBlock {
  readonly crc32: number;
  readonly storedAt: number;
  /** Bytes of its slots, compressed, if they are not on the disc. */
  readonly slotsBytes: number;
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
  const mapKeys = {
    distributor: Buffer.from(facts.mapKeys.distributor, 'hex'),
    order: Buffer.from(facts.mapKeys.order, 'hex'),
  };
  const distributorKeys = new SlotKeys(mapKeys.distributor);
  const orderKeys = new SlotKeys(mapKeys.order);
  const { titleId, orderId, distributorId, drawn, bits, complementPercent } = facts;
  const ofBlocks = placesOf(places);
  return {
    identity: { titleId, orderId, distributorId },
    size: source.size,
    imageSize: facts.imageSize,
    extents: facts.extents,
    vobBytes: facts.vobBytes,
    masterSha256: facts.masterSha256,
    mapArea: facts.mapArea,
    preset: facts.preset,
    mapKeys,
    blocks: facts.blocks,
    figures: { drawn, bits, complementPercent },
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
        slotKeys: { distributor: distributorKeys.of(number), order: orderKeys.of(number) },
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
    const slotBytes = { distributor: reader.read(), order: reader.read() };
    const ticks = reader.read();
    const slotsBytes = reader.read();
    const bitBytes = reader.read();
    if (!places.add({ length, nav, slotBytes, ticks })) throw wrongTable();
    stored.push({ crc32, storedAt, slotsBytes, bitBytes });
    storedAt += slotsBytes + bitBytes + (nav > 0 && nav % 2 === 0 ? VOBU_ISRC_BYTES : 0);
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
  { storedAt, slotsBytes, bitBytes }: StoredBlock,
  keepsNav: boolean,
  facts: ComplementFacts,
): Pick<ComplementBlock, 'navOriginal' | 'slots' | 'bits'> {
  const bitsEnd = slotsBytes + bitBytes;
  const length = bitsEnd + (keepsNav ? VOBU_ISRC_BYTES : 0);
  if (storedAt + length > source.size) throw damaged(complementKind, 'it ends too early');
  const stored = readExtent(source, { offset: storedAt, length });
  return {
    navOriginal: keepsNav ? stored.subarray(bitsEnd) : new Uint8Array(VOBU_ISRC_BYTES),
    slots: facts.mapArea === null ? decodeSlots(stored.subarray(0, slotsBytes)) : null,
    bits: stored.subarray(slotsBytes, bitsEnd),
  };
}

function wrongTable(): Error {
  return damaged(complementKind, 'its table does not hold together');
}
