import { crc32 } from 'node:zlib';
import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import { candidateClasses } from './classes.ts';
import { percentOf } from './draw-tally.ts';
import type { DrawFigures } from './types.ts';

const MAGIC = Buffer.from('DPTCHMAP', 'latin1');

/** The version of the map that is written and read: 2 since each slot has a key of its own. */
export const MAP_VERSION = 2;

/** Bytes before the first slot of the map area. */
export const MAP_HEAD = 128;

/** Where the fields stand (README, "Map area"). */
const field = {
  version: 8,
  classes: 10,
  blocks: 12,
  slotBytes: 16,
  vobBytes: 24,
  valueBits: 32,
  drawn: 40,
  crc32: MAP_HEAD - 4,
} as const;

/** What the map area says in clear: totals. Where anything lies, and how much in which block, only its slots know. */
export interface MapFacts {
  readonly blocks: number;
  /** Bytes of all slots. */
  readonly slotBytes: number;
  readonly vobBytes: number;
  readonly figures: DrawFigures;
}

export function encodeMapHead({ blocks, slotBytes, vobBytes, figures }: MapFacts): Uint8Array {
  const head = Buffer.alloc(MAP_HEAD);
  MAGIC.copy(head);
  head.writeUInt16LE(MAP_VERSION, field.version);
  head.writeUInt16LE(candidateClasses.length, field.classes);
  head.writeUInt32LE(blocks, field.blocks);
  head.writeBigUInt64LE(BigInt(slotBytes), field.slotBytes);
  head.writeBigUInt64LE(BigInt(vobBytes), field.vobBytes);
  head.writeBigUInt64LE(BigInt(figures.valueBits), field.valueBits);
  for (const [number, { name }] of candidateClasses.entries()) {
    head.writeUInt32LE(figures.drawn[name] ?? 0, field.drawn + 4 * number);
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
export function readMapFigures(source: ByteSource, mapArea: Extent): DrawFigures | null {
  if (mapArea.length < MAP_HEAD) return null;
  return (
    readMapHead(readExtent(source, { offset: mapArea.offset, length: MAP_HEAD }))?.figures ?? null
  );
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
  const isHead =
    readMapVersion(head) === MAP_VERSION &&
    head.readUInt16LE(field.classes) === candidateClasses.length &&
    head.readUInt32LE(field.crc32) === crc32(head.subarray(0, field.crc32));
  if (!isHead) return null;
  const valueBits = Number(head.readBigUInt64LE(field.valueBits));
  const drawn = candidateClasses.map(({ name }, number): [string, number] => [
    name,
    head.readUInt32LE(field.drawn + 4 * number),
  ]);
  const vobBytes = Number(head.readBigUInt64LE(field.vobBytes));
  return {
    blocks: head.readUInt32LE(field.blocks),
    slotBytes: Number(head.readBigUInt64LE(field.slotBytes)),
    vobBytes,
    figures: {
      drawn: Object.fromEntries(drawn),
      valueBits,
      complementPercent: percentOf(valueBits, vobBytes),
    },
  };
}
