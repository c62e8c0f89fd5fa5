import { brotliCompressSync, crc32 } from 'node:zlib';
import { z } from 'zod';
import { type ByteSource, readExtent } from '../foundation/byte-source.ts';
import { BlockCache, findBlock } from './block-cache.ts';
import { BlockFileWriter, damaged, FILE_HEAD, overlayKind, readBlockFile } from './block-file.ts';
import { applyChanges, encodeChanges } from './changed-bytes.ts';
import {
  decodeOverlays,
  encodeOverlays,
  liesInImage,
  overlayFactsShape,
} from './complement-facts.ts';
import { splitError } from './errors.ts';
import { cryptSlot, mapKeyOf, SlotKeys } from './level-keys.ts';
import { LevelOverwriter } from './level-overwriter.ts';
import { MAP_HEAD } from './map-head.ts';
import { readMasterBlock } from './master-block.ts';
import { writeOverlays } from './overlays.ts';
import { readTable } from './read-table.ts';
import { checkPlan } from './split-plan.ts';
import type { ComplementIdentity, MainStreamRequest, OrderOverlay } from './types.ts';
import { VarintWriter } from './varint.ts';
import { VobSpace } from './vob-space.ts';

const COLUMNS = 6;

const overlaySchema = z.strictObject({
  ...overlayFactsShape,
  titleId: z.string(),
  orderId: z.string(),
  distributorId: z.string(),
});
type OverlayFacts = z.infer<typeof overlaySchema>;

/**
 * What turns the image of a distributor (`openDistributorImage`) into the main stream of an order, piece by piece: the bytes that the
 * order's level and its identifiers change, and its slots of the map.
 *
 * @throws AppError `SPLIT_PLAN`; `SPLIT_WRONG_MASTER` if a block of the master is not the one that was indexed.
 */
export function* writeOrderOverlay(
  { master, index, plan }: MainStreamRequest,
  identity: ComplementIdentity,
): Iterable<Uint8Array> {
  checkPlan(plan, index);
  const pieces: Uint8Array[] = [];
  const writer = new BlockFileWriter(overlayKind, (bytes) => pieces.push(bytes));
  const vobs = new VobSpace(index.extents);
  const overwriter = new LevelOverwriter(plan.keys, index);
  const slotKeys = new SlotKeys(mapKeyOf(plan.keys.order));
  const table = new VarintWriter();
  for (let number = 0; number < index.blocks; number++) {
    const block = index.block(number);
    const candidates = block.candidates();
    const before = readMasterBlock(master, vobs, block);
    overwriter.overwrite(before, 'distributor', candidates.distributor, number);
    const after = Uint8Array.from(before);
    overwriter.overwrite(after, 'order', candidates.order, number);
    if (plan.navIdentifier !== null && block.navIdentifierAt !== null) {
      after.set(plan.navIdentifier, block.navIdentifierAt);
    }
    const changes = encodeChanges(before, after);
    const hasSlots = plan.mapArea !== null;
    const slot = hasSlots ? cryptSlot(candidates.order.slot, slotKeys.of(number)) : null;
    if (changes.length > 0) writer.write(Uint8Array.from(changes));
    if (slot !== null && slot.length > 0) writer.write(slot);
    table.write(block.length);
    table.write(crc32(after));
    table.write(changes.length);
    table.write(hasSlots ? block.slotBytes.distributor : 0);
    table.write(slot?.length ?? 0);
    table.write(slot === null ? 0 : crc32(slot));
    yield* pieces.splice(0);
  }
  const facts: OverlayFacts = {
    ...identity,
    imageSize: index.imageSize,
    extents: index.extents.map(({ offset, length }) => ({ offset, length })),
    vobBytes: vobs.length,
    blocks: index.blocks,
    mapArea: plan.mapArea === null ? null : { ...plan.mapArea },
    overlays: encodeOverlays(plan.overlays),
  };
  writer.finish(brotliCompressSync(table.bytes()), facts);
  yield* pieces.splice(0);
}

/** Where a block lies, and what the overlay has of it. */
interface OverlaidBlock {
  readonly start: number;
  readonly length: number;
  /** CRC-32 of it in the main stream. */
  readonly crc32: number;
  readonly changesAt: number;
  readonly changesBytes: number;
  /** Of the order's slot, in bytes from the begin of the map area. */
  readonly slotAt: number;
  readonly slotBytes: number;
  readonly slotCrc32: number;
}

/**
 * The main stream of an order, computed from the image of its distributor as it is read.
 *
 * @throws AppError `OVERLAY_NOT_ONE`, `OVERLAY_VERSION`, `OVERLAY_DAMAGED`; `OVERLAY_WRONG_IMAGE` for an image of another size, and,
 *   when read, for one that is not its distributor's, or is damaged.
 */
export function openOverlaidImage(
  image: ByteSource,
  source: ByteSource,
): OrderOverlay & ByteSource {
  const { facts, blocks } = openOverlay(source);
  const { titleId, orderId, distributorId, imageSize, mapArea } = facts;
  if (image.size !== imageSize) throw wrongImage();
  const vobs = new VobSpace(facts.extents);
  const overlays = decodeOverlays(facts.overlays);
  const cut = new BlockCache<Uint8Array>((number) => {
    const block = blockOf(number);
    const bytes = new Uint8Array(block.length);
    vobs.read(image, block.start, bytes);
    overlay(bytes, block);
    return bytes;
  });

  function blockOf(number: number): OverlaidBlock {
    const block = blocks[number];
    if (block === undefined) throw damaged(overlayKind, `it has no block ${number}`);
    return block;
  }

  function overlay(bytes: Uint8Array, block: OverlaidBlock): void {
    const { changesAt: offset, changesBytes: length } = block;
    const isWhole = applyChanges(bytes, readExtent(source, { offset, length }));
    if (!isWhole || crc32(bytes) !== block.crc32) throw wrongImage();
  }

  function overlayPart(part: Uint8Array, vobPosition: number): void {
    const first = findBlock(blocks.length, (number) => blockOf(number).start, vobPosition);
    for (let number = first; number < blocks.length; number++) {
      const block = blockOf(number);
      const from = Math.max(block.start, vobPosition);
      const to = Math.min(block.start + block.length, vobPosition + part.length);
      if (from >= to) break;
      const target = part.subarray(from - vobPosition, to - vobPosition);
      if (target.length === block.length) overlay(target, block);
      else target.set(cut.get(number).subarray(from - block.start, to - block.start));
    }
  }

  function writeSlots(position: number, into: Uint8Array): void {
    if (mapArea === null || position >= mapArea.offset + mapArea.length) return;
    const from = position - mapArea.offset;
    const to = from + into.length;
    if (to <= 0) return;
    const slotOf = (number: number) => blockOf(number).slotAt;
    const first = Math.max(0, findBlock(blocks.length, slotOf, Math.max(0, from)));
    for (let number = first; number < blocks.length; number++) {
      const { slotAt, slotBytes, slotCrc32, changesAt, changesBytes } = blockOf(number);
      if (slotAt >= to) break;
      if (slotBytes === 0 || slotAt + slotBytes <= from) continue;
      const slot = readExtent(source, { offset: changesAt + changesBytes, length: slotBytes });
      if (crc32(slot) !== slotCrc32) throw damaged(overlayKind, `its slot ${number} is damaged`);
      writeOverlays([{ position: mapArea.offset + slotAt, bytes: slot }], position, into);
    }
  }

  return {
    size: image.size,
    identity: { titleId, orderId, distributorId },
    imageSize,
    blocks: blocks.length,
    read(position, into) {
      const length = image.read(position, into);
      const bytes = into.subarray(0, length);
      for (const { at, length: part, vobPosition } of vobs.overlaps(position, length)) {
        overlayPart(bytes.subarray(at, at + part), vobPosition);
      }
      writeSlots(position, bytes);
      writeOverlays(overlays, position, bytes);
      return length;
    },
  };
}

function openOverlay(source: ByteSource): {
  readonly facts: OverlayFacts;
  readonly blocks: readonly OverlaidBlock[];
} {
  const file = readBlockFile(source, overlayKind);
  const parsed = overlaySchema.safeParse(file.facts);
  if (!parsed.success || !liesInImage(parsed.data)) {
    throw damaged(overlayKind, 'its facts are incomplete');
  }
  const facts = parsed.data;
  const reader = readTable(file.table, facts.blocks, COLUMNS);
  if (reader === null) throw wrongTable();
  const blocks: OverlaidBlock[] = [];
  let start = 0;
  let changesAt = FILE_HEAD;
  let slotsAt = MAP_HEAD;
  for (let number = 0; number < facts.blocks; number++) {
    const length = reader.read();
    const crc = reader.read();
    const changesBytes = reader.read();
    const slotAt = slotsAt + reader.read();
    const slotBytes = reader.read();
    const slotCrc32 = reader.read();
    const slot = { slotAt, slotBytes, slotCrc32 };
    blocks.push({ start, length, crc32: crc, changesAt, changesBytes, ...slot });
    start += length;
    changesAt += changesBytes + slotBytes;
    slotsAt = slotAt + slotBytes;
  }
  const isWhole =
    reader.isSpent &&
    start === facts.vobBytes &&
    changesAt === file.blocksEnd &&
    (facts.mapArea === null || slotsAt <= facts.mapArea.length);
  if (!isWhole) throw wrongTable();
  return { facts, blocks };
}

function wrongTable(): Error {
  return damaged(overlayKind, 'its table does not hold together');
}

function wrongImage(): Error {
  const message = 'This overlay belongs to the image of another title or distributor.';
  return splitError('OVERLAY_WRONG_IMAGE', message);
}
