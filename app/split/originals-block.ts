import { splitError } from './errors.ts';
import { addRuns } from './position-map.ts';
import type { CandidateColumns } from './candidate-columns.ts';
import { Runs } from './runs.ts';
import { readPieces, totalBytes } from './stretches.ts';
import { collectBits } from './write-runs.ts';

/** Before all else: number of candidates, of stretches, of bits of the candidates (4 each). */
const BLOCK_HEAD = 12;
/** Of a stretch: its lane, zero, its bytes (2). */
const STRETCH_ROW = 4;

/** The parts of a block of the originals: views, nothing is copied. */
export interface OriginalParts {
  /** Candidates in slices. */
  readonly count: number;
  /** Their bits in order, packed, and how many. */
  readonly bits: Uint8Array;
  readonly bitCount: number;
  /** As many bits: 1 where a candidate begins. */
  readonly begins: Uint8Array;
  /** Lane and bytes of each stretch, as they stand in the file. */
  readonly stretchRows: Uint8Array;
  /** The bytes of all stretches, one after another. */
  readonly stretchBytes: Uint8Array;
  /** `vobu_isrc`; empty if zeros stood there. */
  readonly nav: Uint8Array;
}

/**
 * Everything original that an order may need of a block (README, "A block of the originals"): bytes as they are, so that
 * reading it takes no parsing.
 *
 * @returns nothing where the block has neither candidates nor an identifier to keep.
 */
export function encodeOriginals(
  candidates: CandidateColumns,
  master: Uint8Array,
  nav: Uint8Array | null,
): Uint8Array {
  const { count, stretches } = candidates;
  if (candidates.isEmpty && nav === null) return new Uint8Array(0);
  const runs = new Runs(count + 16);
  let bitCount = 0;
  for (let i = 0; i < count; i++) {
    addRuns(candidates, i, runs);
    bitCount += candidates.widths[i] ?? 0;
  }
  const begins = new Uint8Array((bitCount + 7) >>> 3);
  let begin = 0;
  for (let i = 0; i < count; i++) {
    begins[begin >>> 3] = (begins[begin >>> 3] ?? 0) | (128 >>> (begin & 7));
    begin += candidates.widths[i] ?? 0;
  }
  const bits = collectBits(master, runs, bitCount);
  const head = Buffer.alloc(BLOCK_HEAD);
  head.writeUInt32LE(count, 0);
  head.writeUInt32LE(stretches.length, 4);
  head.writeUInt32LE(bitCount, 8);
  const rows = Buffer.alloc(stretches.length * STRETCH_ROW);
  for (const [number, { lane, pieces }] of stretches.entries()) {
    rows.writeUInt8(lane, number * STRETCH_ROW);
    rows.writeUInt16LE(totalBytes(pieces), number * STRETCH_ROW + 2);
  }
  const originals = stretches.map(({ pieces }) => readPieces(master, pieces));
  return Buffer.concat([head, rows, begins, bits, ...originals, ...(nav === null ? [] : [nav])]);
}

/** Takes apart what {@link encodeOriginals} wrote. @throws AppError `ORIGINALS_DAMAGED`. */
export function originalParts(stored: Uint8Array, navBytes: number): OriginalParts {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const isThere = stored.length >= BLOCK_HEAD;
  const count = isThere ? view.getUint32(0, true) : 0;
  const bitCount = isThere ? view.getUint32(8, true) : 0;
  const rowsEnd = BLOCK_HEAD + (isThere ? view.getUint32(4, true) : 0) * STRETCH_ROW;
  const beginsEnd = rowsEnd + Math.ceil(bitCount / 8);
  const bitsEnd = beginsEnd + Math.ceil(bitCount / 8);
  const navAt = stored.length - navBytes;
  if (stored.length > 0 && bitsEnd > navAt) {
    throw splitError('ORIGINALS_DAMAGED', 'A block of the file of originals is damaged.');
  }
  return {
    count,
    stretchRows: stored.subarray(BLOCK_HEAD, rowsEnd),
    begins: stored.subarray(rowsEnd, beginsEnd),
    bits: stored.subarray(beginsEnd, bitsEnd),
    bitCount,
    stretchBytes: stored.subarray(bitsEnd, navAt),
    nav: stored.subarray(navAt),
  };
}

/** Number of stretches in rows of them. */
export function stretchCount(rows: Uint8Array): number {
  return rows.length / STRETCH_ROW;
}

export function stretchLane(rows: Uint8Array, number: number): number {
  return rows[number * STRETCH_ROW] ?? 0;
}

export function stretchLength(rows: Uint8Array, number: number): number {
  const at = number * STRETCH_ROW + 2;
  return (rows[at] ?? 0) + (rows[at + 1] ?? 0) * 256;
}
