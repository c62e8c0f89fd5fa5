import { crc32 } from 'node:zlib';
import type { ByteSource } from '../foundation/byte-source.ts';
import { complementKind, damaged } from './block-file.ts';
import { splitError } from './errors.ts';
import { writeOverlays } from './overlays.ts';
import { BitUnpacker } from './packed-bits.ts';
import { type BlockMap, decodeMap, openSlot } from './position-map.ts';
import { Runs } from './runs.ts';
import { totalBytes, writePieces } from './stretches.ts';
import type { Complement, ComplementBlock } from './types.ts';
import type { VobSpace } from './vob-space.ts';
import { writeRuns } from './write-runs.ts';

/**
 * The bytes of one block of the master.
 *
 * @throws AppError `SPLIT_DISC_DAMAGED`, `COMPLEMENT_DAMAGED`.
 */
export function restoreBlock(
  main: ByteSource,
  complement: Complement,
  vobs: VobSpace,
  number: number,
): Uint8Array {
  const block = complement.block(number);
  const bytes = new Uint8Array(block.length);
  vobs.read(main, block.start, bytes);
  if (crc32(bytes) !== block.crc32) throw discDamaged(vobs, number, block);
  const { runs, pieces } = readMap(main, complement, number, block);
  const packed = block.bits.length - totalBytes(pieces);
  if (packed < 0) throw wrongBits();
  writeRuns(bytes, 0, runs, unpackValues(runs, block.bits.subarray(0, packed)));
  writePieces(bytes, 0, pieces, block.bits.subarray(packed));
  if (block.navIdentifierAt !== null) {
    writeOverlays([{ position: block.navIdentifierAt, bytes: block.navOriginal }], 0, bytes);
  }
  return bytes;
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
export function readMap(
  main: ByteSource,
  complement: Complement,
  number: number,
  block: ComplementBlock,
): BlockMap {
  if (block.bits.length === 0) return { runs: new Runs(1), pieces: [] };
  const map = block.map ?? readSlot(main, complement, number, block);
  if (map === null) {
    throw mapDamaged((complement.mapArea?.offset ?? 0) + block.slotAt, number);
  }
  const places = decodeMap(map, block.length);
  if (places === null) throw damaged(complementKind, `the positions of block ${number} are wrong`);
  return places;
}

function readSlot(
  main: ByteSource,
  complement: Complement,
  number: number,
  block: ComplementBlock,
): Uint8Array | null {
  if (complement.mapArea === null) return null;
  const slot = new Uint8Array(block.slotBytes);
  main.read(complement.mapArea.offset + block.slotAt, slot);
  return openSlot(slot, complement.mapKey, number);
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
