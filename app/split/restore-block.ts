import { crc32 } from 'node:zlib';
import type { ByteSource } from '../foundation/byte-source.ts';
import { complementKind, damaged } from './block-file.ts';
import { splitError } from './errors.ts';
import { type Level, levels } from './lanes.ts';
import { putBackLevel } from './level-bits.ts';
import { drawsOf } from './level-keys.ts';
import { decodePositions } from './level-positions.ts';
import { checkedPositions, openSlot } from './map-slot.ts';
import type { ComplementBlock, ComplementHead } from './types.ts';
import type { VobSpace } from './vob-space.ts';

/** Bytes behind the bits that loops read, and throw away. */
const SPARE = 3;

/**
 * Makes one block of a disc that of the master: puts the originals back, and looks whether they are then what the master has. If
 * they are not, the bytes become zeros: nothing of the wrong film is ever given.
 *
 * @param bytes of the block on the disc, whole.
 * @throws AppError `SPLIT_DISC_DAMAGED`, `COMPLEMENT_DAMAGED`.
 */
export function restoreBlock(
  bytes: Uint8Array,
  main: ByteSource,
  head: ComplementHead,
  vobs: VobSpace,
  number: number,
  block: ComplementBlock,
): void {
  try {
    patchBlock(bytes, main, head, number, block);
    if (crc32(bytes) !== block.crc32) throw discDamaged(vobs, number, block);
  } catch (error) {
    bytes.fill(0);
    throw error;
  }
}

/**
 * Puts the originals back over what was drawn.
 *
 * @throws AppError `SPLIT_DISC_DAMAGED` if a slot of the map does not open; `COMPLEMENT_DAMAGED`.
 */
export function patchBlock(
  bytes: Uint8Array,
  main: ByteSource,
  head: ComplementHead,
  number: number,
  block: ComplementBlock,
): void {
  const slots = readSlots(main, head, block);
  const bits = new Uint8Array(block.bits.length + SPARE);
  bits.set(block.bits);
  let at = 0;
  for (const level of levels) {
    const opened = openLevel(block, slots, level);
    if (opened === null) throw mapDamaged((head.mapArea?.offset ?? 0) + block.slotAt, number);
    if (opened.length === 0) continue;
    const positions = decodePositions(opened, block.length);
    if (positions === null) {
      throw damaged(complementKind, `the positions of block ${number} are wrong`);
    }
    const draws = drawsOf(block.slotKeys[level], positions);
    at = putBackLevel(bytes, positions, draws, bits, at, block.bits.length);
    if (at < 0) throw wrongBits();
  }
  bits.fill(0);
  if (at !== block.bits.length) throw wrongBits();
  if (block.navIdentifierAt !== null) bytes.set(block.navOriginal, block.navIdentifierAt);
}

/** Both slots of a block as they lie on the disc, one behind the other; null: they are in the complement. */
function readSlots(
  main: ByteSource,
  head: ComplementHead,
  { slots, slotAt, slotBytes }: ComplementBlock,
): Uint8Array | null {
  if (slots !== null || head.mapArea === null) return null;
  const read = new Uint8Array(slotBytes.distributor + slotBytes.order);
  main.read(head.mapArea.offset + slotAt, read);
  return read;
}

/** The positions of a level; empty where it has none, null where they are damaged. */
function openLevel(
  { slots, slotBytes, slotKeys }: ComplementBlock,
  read: Uint8Array | null,
  level: Level,
): Uint8Array | null {
  if (read === null) return slots === null ? null : checkedPositions(slots[level]);
  const from = level === 'distributor' ? 0 : slotBytes.distributor;
  return openSlot(read.subarray(from, from + slotBytes[level]), slotKeys[level]);
}

/** Says which block of the disc is damaged, and where it begins. */
export function discDamaged(vobs: VobSpace, number: number, block: ComplementBlock): Error {
  const byte = vobs.imagePosition(block.start);
  const message = `The disc is damaged in block ${number}, the ${block.length} bytes from byte ${byte} on.`;
  return splitError('SPLIT_DISC_DAMAGED', message, { block: number, byte, length: block.length });
}

/** Says where the position map is damaged. @param block of the map's slot; left out: its head. */
export function mapDamaged(byte: number, block?: number): Error {
  const message = `The disc is damaged in its position map, at byte ${byte}.`;
  return splitError(
    'SPLIT_DISC_DAMAGED',
    message,
    block === undefined ? { byte } : { block, byte },
  );
}

function wrongBits(): Error {
  return damaged(complementKind, 'its bits are not as many as its positions say');
}
