import type { Extent } from '../foundation/byte-source.ts';
import type { CandidateColumns } from './candidate-columns.ts';
import { SLOT_CRC } from './map-slot.ts';
import { BitPacker, BitUnpacker } from './packed-bits.ts';
import { Runs } from './runs.ts';

/**
 * Order of the Exp-Golomb code of the gaps: measured best of 4 to 7 on film. With it, leaving a run out never makes a map longer:
 * joining two gaps and the run between them (11 bits at most, less than 2^5) costs 2 bits at most, and a run costs 7 at least.
 */
const ORDER = 5;
const FIRST = 1 << ORDER;

/** Bits of a piece of a stretch: its first byte, its bytes. */
const PIECE_BEGIN = 24;
const PIECE_LENGTH = 8;
const PIECE_COUNT = 16;

/** The positions of a block. */
export interface BlockMap {
  readonly runs: Runs;
  /** Pieces of stretches, in bytes from the begin of the block. */
  readonly pieces: readonly Extent[];
}

/**
 * The positions of a block, packed: number of runs (32 bits), gap and width of each; number of pieces (16), begin (24) and length
 * (8) of each.
 */
export function encodeMap({ runs, pieces }: BlockMap): Uint8Array {
  const packer = new BitPacker(runs.count * 2 + 64);
  packer.append(runs.count >>> 16, 16);
  packer.append(runs.count & 0xffff, 16);
  let end = 0;
  for (let i = 0; i < runs.count; i++) {
    const position = runs.positions[i] ?? 0;
    const width = runs.widths[i] ?? 0;
    const gap = position - end + FIRST;
    const magnitude = 31 - Math.clz32(gap);
    packer.append(1, magnitude - ORDER + 1);
    const rest = gap - 2 ** magnitude;
    if (magnitude > 16) {
      packer.append(rest >>> 16, magnitude - 16);
      packer.append(rest & 0xffff, 16);
    } else packer.append(rest, magnitude);
    if (width === 1) packer.append(0, 1);
    else packer.append(16 + width, 5);
    end = position + width;
  }
  packer.append(pieces.length, PIECE_COUNT);
  for (const piece of pieces) {
    packer.append(piece.offset, PIECE_BEGIN);
    packer.append(piece.length, PIECE_LENGTH);
  }
  return packer.bytes();
}

/** @returns null if the bytes are no map of a block of `length` bytes. */
export function decodeMap(bytes: Uint8Array, length: number): BlockMap | null {
  const unpacker = new BitUnpacker(bytes);
  const count = unpacker.read(16) * 0x10000 + unpacker.read(16);
  // A run takes 7 bits or more.
  if (count > bytes.length * 2) return null;
  const runs = new Runs(count + 1);
  let end = 0;
  for (let i = 0; i < count; i++) {
    const magnitude = unpacker.readZeros() + ORDER;
    if (magnitude > 30) return null;
    const rest =
      magnitude > 16
        ? unpacker.read(magnitude - 16) * 0x10000 + unpacker.read(16)
        : unpacker.read(magnitude);
    const width = unpacker.read(1) === 0 ? 1 : unpacker.read(4);
    const position = end + 2 ** magnitude + rest - FIRST;
    end = position + width;
    if (width === 0 || end > length * 8) return null;
    runs.add(position, width);
  }
  const pieces: Extent[] = [];
  for (let left = unpacker.read(PIECE_COUNT); left > 0; left--) {
    const piece = { offset: unpacker.read(PIECE_BEGIN), length: unpacker.read(PIECE_LENGTH) };
    if (!unpacker.isWhole || piece.offset + piece.length > length) return null;
    pieces.push(piece);
  }
  return unpacker.isWhole ? { runs, pieces } : null;
}

/** Bytes of the slot of a block: what its map has if every candidate is drawn, the most it can be. */
export function slotBytes(candidates: CandidateColumns): number {
  const { count, positions, widths, heads, continuations } = candidates;
  let bits = 32 + PIECE_COUNT;
  let end = 0;
  for (let i = 0; i < count; i++) {
    const position = positions[i] ?? 0;
    const width = widths[i] ?? 0;
    const head = heads[i] ?? 0;
    bits += runBits(position - end, head === 0 ? width : head);
    end = position + width;
    if (head === 0) continue;
    const continuation = continuations[i] ?? 0;
    bits += runBits(continuation - position - head, width - head);
    end = continuation + width - head;
  }
  for (const { pieces } of candidates.stretches) {
    bits += pieces.length * (PIECE_BEGIN + PIECE_LENGTH);
  }
  return SLOT_CRC + ((bits + 7) >>> 3);
}

/** Bits that {@link encodeMap} takes for a run. */
function runBits(gap: number, width: number): number {
  const magnitude = 31 - Math.clz32(gap + FIRST);
  return 2 * magnitude - ORDER + 1 + (width === 1 ? 1 : 5);
}

/** Adds the one or two runs of a candidate. */
export function addRuns(candidates: CandidateColumns, index: number, runs: Runs): void {
  const position = candidates.positions[index] ?? 0;
  const width = candidates.widths[index] ?? 0;
  const head = candidates.heads[index] ?? 0;
  runs.add(position, head === 0 ? width : head);
  if (head > 0) runs.add(candidates.continuations[index] ?? 0, width - head);
}
