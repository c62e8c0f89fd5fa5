import { crc32 } from 'node:zlib';
import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import { type ClassName, classNames, countByClass, LANES } from './lanes.ts';
import { presets } from './preset.ts';
import type { SplitCoverage } from './types.ts';

const MAGIC = Buffer.from('DPTCHMAP', 'latin1');

/** The version of the map that is written and read: 3 since it has a slot for each level, and names candidates. */
export const MAP_VERSION = 3;

/** Bytes before the first slot of the map area. */
export const MAP_HEAD = 128;

/** Where the fields stand (README, "Map area"). */
const field = {
  version: 8,
  preset: 10,
  classes: 11,
  blocks: 12,
  slotBytes: 16,
  vobBytes: 24,
  distributorBits: 32,
  orderBits: 40,
  soundBits: 48,
  candidates: 56,
  crc32: MAP_HEAD - 4,
} as const;

/** What the map area says in clear: totals, the same for every order of a title. Where anything lies only its slots know. */
export interface MapFacts extends Pick<SplitCoverage, 'preset' | 'candidates' | 'expectedBits'> {
  readonly blocks: number;
  /** Bytes of all slots. */
  readonly slotBytes: number;
  readonly vobBytes: number;
}

export function encodeMapHead(facts: MapFacts): Uint8Array {
  const { blocks, slotBytes, vobBytes, preset, candidates, expectedBits } = facts;
  const head = Buffer.alloc(MAP_HEAD);
  MAGIC.copy(head);
  head.writeUInt16LE(MAP_VERSION, field.version);
  head.writeUInt8(presets.indexOf(preset), field.preset);
  head.writeUInt8(classNames.length, field.classes);
  head.writeUInt32LE(blocks, field.blocks);
  head.writeBigUInt64LE(BigInt(slotBytes), field.slotBytes);
  head.writeBigUInt64LE(BigInt(vobBytes), field.vobBytes);
  head.writeBigUInt64LE(BigInt(expectedBits.distributor), field.distributorBits);
  head.writeBigUInt64LE(BigInt(expectedBits.order), field.orderBits);
  head.writeBigUInt64LE(BigInt(expectedBits.sound), field.soundBits);
  for (const [number, name] of classNames.entries()) {
    head.writeUInt32LE(candidates[name], field.candidates + 4 * number);
  }
  head.writeUInt32LE(crc32(head.subarray(0, field.crc32)), field.crc32);
  return head;
}

/**
 * How much of its film a main stream lacks, from the head of its map area.
 *
 * @param mapArea where it lies in the image.
 * @returns null if no such head stands there: a master, a map that travels in the complement, another version, or damage.
 */
export function readMapFigures(source: ByteSource, mapArea: Extent): MapFacts | null {
  if (mapArea.length < MAP_HEAD) return null;
  return readMapHead(readExtent(source, { offset: mapArea.offset, length: MAP_HEAD }));
}

/** The version of a map; null if the bytes are no head of one. */
export function readMapVersion(bytes: Uint8Array): number | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isHead = head.length === MAP_HEAD && head.subarray(0, MAGIC.length).equals(MAGIC);
  return isHead ? head.readUInt16LE(field.version) : null;
}

/** What {@link encodeMapHead} wrote; null if the bytes are none, of another version, or damaged. */
export function readMapHead(bytes: Uint8Array): MapFacts | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const preset = presets[head[field.preset] ?? presets.length];
  const isHead =
    readMapVersion(head) === MAP_VERSION &&
    preset !== undefined &&
    head.readUInt8(field.classes) === classNames.length &&
    head.readUInt32LE(field.crc32) === crc32(head.subarray(0, field.crc32));
  if (!isHead) return null;
  const total = (at: number) => Number(head.readBigUInt64LE(at));
  const candidates: Record<ClassName, number> = countByClass(new Uint8Array(LANES), 0);
  for (const [number, name] of classNames.entries()) {
    candidates[name] = head.readUInt32LE(field.candidates + 4 * number);
  }
  return {
    blocks: head.readUInt32LE(field.blocks),
    slotBytes: total(field.slotBytes),
    vobBytes: total(field.vobBytes),
    preset,
    candidates,
    expectedBits: {
      distributor: total(field.distributorBits),
      order: total(field.orderBits),
      sound: total(field.soundBits),
    },
  };
}
