import { crc32 } from 'node:zlib';
import type { ByteSource } from '../foundation/byte-source.ts';
import { complementKind, damaged } from './block-file.ts';
import { splitError } from './errors.ts';
import { openSlot } from './map-slot.ts';
import { writeOverlays } from './overlays.ts';
import { BitUnpacker } from './packed-bits.ts';
import { type BlockMap, decodeMap } from './position-map.ts';
import { Runs } from './runs.ts';
import { totalBytes, writePieces } from './stretches.ts';
import type { ComplementBlock, ComplementHead } from './types.ts';
import type { VobSpace } from './vob-space.ts';
import { writeRuns } from './write-runs.ts';

/**
 * The bytes of one block of the master: those of the disc with the originals put back, if they are then what the master has.
 *
 * @throws AppError `SPLIT_DISC_DAMAGED`, `COMPLEMENT_DAMAGED`.
 */
export function restoreBlock(
  main: ByteSource,
  head: ComplementHead,
  vobs: VobSpace,
  number: number,
  block: ComplementBlock,
): Uint8Array {
  const bytes = new Uint8Array(block.length);
  vobs.read(main, block.start, bytes);
  patchBlock(bytes, main, head, number, block);
  if (crc32(bytes) === block.crc32) return bytes;
  bytes.fill(0);
  throw discDamaged(vobs, number, block);
}

/**
 * Puts the originals back over what was drawn.
 *
 * @throws AppError `SPLIT_DISC_DAMAGED` if its slot of the map does not open; `COMPLEMENT_DAMAGED`.
 */
export function patchBlock(
  bytes: Uint8Array,
  main: ByteSource,
  head: ComplementHead,
  number: number,
  block: ComplementBlock,
): void {
  const { runs, pieces } = readMap(main, head, number, block);
  const packed = block.bits.length - totalBytes(pieces);
  if (packed < 0) throw wrongBits();
  const values = unpackValues(runs, block.bits.subarray(0, packed));
  writeRuns(bytes, 0, runs, values);
  values.fill(0);
  writePieces(bytes, 0, pieces, block.bits.subarray(packed));
  if (block.navIdentifierAt !== null) {
    writeOverlays([{ position: block.navIdentifierAt, bytes: block.navOriginal }], 0, bytes);
  }
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

/** The positions of a block, from the map area or the complement. */
function readMap(
  main: ByteSource,
  head: ComplementHead,
  number: number,
  block: ComplementBlock,
): BlockMap {
  if (block.bits.length === 0) return { runs: new Runs(1), pieces: [] };
  const map = block.map ?? readSlot(main, head, block);
  if (map === null) {
    throw mapDamaged((head.mapArea?.offset ?? 0) + block.slotAt, number);
  }
  const places = decodeMap(map, block.length);
  if (places === null) throw damaged(complementKind, `the positions of block ${number} are wrong`);
  return places;
}

function readSlot(
  main: ByteSource,
  head: ComplementHead,
  block: ComplementBlock,
): Uint8Array | null {
  if (head.mapArea === null) return null;
  const slot = new Uint8Array(block.slotBytes);
  main.read(head.mapArea.offset + block.slotAt, slot);
  return openSlot(slot, block.slotKey);
}

function unpackValues(runs: Runs, bits: Uint8Array): Uint16Array {
  const unpacker = new BitUnpacker(bits);
  const values = new Uint16Array(runs.count);
  for (let i = 0; i < runs.count; i++) values[i] = unpacker.read(runs.widths[i] ?? 1);
  if (!unpacker.isSpent) throw wrongBits();
  return values;
}

function wrongBits(): Error {
  return damaged(complementKind, 'its bits are not as many as its positions say');
}
