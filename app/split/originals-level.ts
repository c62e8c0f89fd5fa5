import { BIT_LANES, LANES } from './lanes.ts';
import { FILLER, type LevelPositions, START } from './level-positions.ts';
import { BitPacker, peek } from './packed-bits.ts';
import { readPieces, totalBytes } from './stretches.ts';

/** Before all else: entries of each lane, number of stretches, number of fillers (2 each), bits of the differentials (4). */
const HEAD = 2 * (LANES + 2) + 4;
const FILLERS_AT = 2 * (LANES + 1);
const BITS_AT = 2 * (LANES + 2);
/** Of a filler: which draw it takes, counted from the first draw of the first lane. */
const FILLER_ROW = 4;
/** Of a stretch: its bytes. */
const STRETCH_ROW = 2;

/** The originals of one level of a block: views, nothing is copied. */
export interface LevelOriginals {
  /** By lane: its entries, candidates and fillers. */
  readonly entries: readonly number[];
  /** Bytes of the draws of the lanes of bits, and of those of all lanes. */
  readonly bitDraws: number;
  readonly laneDraws: number;
  /** Draws that belong to fillers, 4 bytes each. */
  readonly fillers: Uint8Array;
  /** Bytes of each stretch, 2 bytes each. */
  readonly stretchRows: Uint8Array;
  /** The lanes of bits, as many bytes as their draws. */
  readonly bits: Uint8Array;
  /** The lanes of differentials, packed: 1 where an entry begins, then as many bits of what stands there. */
  readonly begins: Uint8Array;
  readonly differentials: Uint8Array;
  readonly differentialBits: number;
  /** The bytes of all stretches, one after another. */
  readonly stretchBytes: Uint8Array;
}

/**
 * The originals of a level (README, "A block of the originals"): bytes as they are, so that reading them takes no parsing.
 *
 * @param master bytes of the block.
 */
export function encodeLevelOriginals(positions: LevelPositions, master: Uint8Array): Uint8Array {
  const { gaps, widths, stretches } = positions;
  const fillers: number[] = [];
  const lanes: Uint8Array[] = [];
  const differentials = new EntryPacker();
  let draw = 0;
  for (const [number, lane] of gaps.entries()) {
    const laneWidths = widths[number - BIT_LANES];
    if (laneWidths === undefined) lanes.push(bitsOf(lane, master, draw, fillers));
    else packDifferentials(lane, laneWidths, master, draw, fillers, differentials);
    draw += (lane.length + 7) & ~7;
  }
  const head = Buffer.alloc(HEAD);
  for (const [number, { length }] of gaps.entries()) head.writeUInt16LE(length, 2 * number);
  head.writeUInt16LE(stretches.length, 2 * LANES);
  head.writeUInt16LE(fillers.length, FILLERS_AT);
  head.writeUInt32LE(differentials.length, BITS_AT);
  const fillerRows = Buffer.alloc(fillers.length * FILLER_ROW);
  for (const [row, filler] of fillers.entries()) fillerRows.writeUInt32LE(filler, row * FILLER_ROW);
  const stretchRows = Buffer.alloc(stretches.length * STRETCH_ROW);
  for (const [row, { pieces }] of stretches.entries()) {
    stretchRows.writeUInt16LE(totalBytes(pieces), row * STRETCH_ROW);
  }
  return Buffer.concat([
    head,
    fillerRows,
    stretchRows,
    ...lanes,
    differentials.begins(),
    differentials.bits(),
    ...stretches.map(({ pieces }) => readPieces(master, pieces)),
  ]);
}

/** A bit an entry. */
function bitsOf(
  gaps: Uint16Array,
  master: Uint8Array,
  firstDraw: number,
  fillers: number[],
): Uint8Array {
  const bits = new Uint8Array((gaps.length + 7) >>> 3);
  let position = 0;
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i] ?? 0;
    position += gap;
    if (gap === FILLER) {
      fillers.push(firstDraw + i);
      continue;
    }
    const bit = ((master[position >>> 3] ?? 0) >>> (7 - (position & 7))) & 1;
    bits[i >>> 3] = (bits[i >>> 3] ?? 0) | (bit << (7 - (i & 7)));
  }
  return bits;
}

/** Fillers, and what fills the lane up to whole bytes of draws, become entries of one bit. */
function packDifferentials(
  gaps: Uint16Array,
  widths: Uint8Array,
  master: Uint8Array,
  firstDraw: number,
  fillers: number[],
  packer: EntryPacker,
): void {
  let position = 0;
  for (let i = 0; i < gaps.length; i++) {
    position += gaps[i] ?? 0;
    const width = (widths[i] ?? 0) & (START - 1);
    if (width === 0) {
      fillers.push(firstDraw + i);
      packer.add(0, 1);
    } else {
      packer.add(peek(master, position, width), width);
    }
  }
  for (let i = gaps.length; i % 8 !== 0; i++) packer.add(0, 1);
}

/** Packs entries of several bits, and where each of them begins. */
class EntryPacker {
  readonly #bits = new BitPacker();
  readonly #begins = new BitPacker();

  /** Bits of all entries. */
  get length(): number {
    return this.#bits.length;
  }

  add(value: number, width: number): void {
    this.#bits.append(value, width);
    this.#begins.append(1 << (width - 1), width);
  }

  bits(): Uint8Array {
    return this.#bits.bytes();
  }

  begins(): Uint8Array {
    return this.#begins.bytes();
  }
}

/** The originals of a level, and where they end. */
export interface ReadLevel {
  readonly level: LevelOriginals;
  readonly end: number;
}

/** Takes apart what {@link encodeLevelOriginals} wrote. @returns null if the bytes from `from` to `end` are too few for it. */
export function readLevelOriginals(
  stored: Uint8Array,
  from: number,
  end: number,
): ReadLevel | null {
  if (from + HEAD > end) return null;
  const view = new DataView(stored.buffer, stored.byteOffset + from, HEAD);
  const entries: number[] = [];
  let bitDraws = 0;
  let laneDraws = 0;
  for (let number = 0; number < LANES; number++) {
    const count = view.getUint16(2 * number, true);
    entries.push(count);
    laneDraws += (count + 7) >>> 3;
    if (number < BIT_LANES) bitDraws = laneDraws;
  }
  const differentialBits = view.getUint32(BITS_AT, true);
  const fillersAt = from + HEAD;
  const stretchesAt = fillersAt + FILLER_ROW * view.getUint16(FILLERS_AT, true);
  const bitsAt = stretchesAt + STRETCH_ROW * view.getUint16(2 * LANES, true);
  const beginsAt = bitsAt + bitDraws;
  const differentialsAt = beginsAt + Math.ceil(differentialBits / 8);
  const stretchBytesAt = differentialsAt + Math.ceil(differentialBits / 8);
  const stretchRows = stored.subarray(stretchesAt, bitsAt);
  let levelEnd = stretchBytesAt;
  for (let row = 0; row < stretchRows.length / STRETCH_ROW; row++) {
    levelEnd += stretchLength(stretchRows, row);
  }
  if (levelEnd > end) return null;
  const level = {
    entries,
    bitDraws,
    laneDraws,
    fillers: stored.subarray(fillersAt, stretchesAt),
    stretchRows,
    bits: stored.subarray(bitsAt, beginsAt),
    begins: stored.subarray(beginsAt, differentialsAt),
    differentials: stored.subarray(differentialsAt, stretchBytesAt),
    differentialBits,
    stretchBytes: stored.subarray(stretchBytesAt, levelEnd),
  };
  return { level, end: levelEnd };
}

/** Number of stretches of a level. */
export function stretchCount({ stretchRows }: LevelOriginals): number {
  return stretchRows.length / STRETCH_ROW;
}

export function stretchLength(rows: Uint8Array, number: number): number {
  const at = number * STRETCH_ROW;
  return (rows[at] ?? 0) + (rows[at + 1] ?? 0) * 256;
}

/**
 * Takes away the draws that belong to no candidate: those of fillers, and those that fill a lane up to whole bytes.
 *
 * @param draws as `drawsOf` gives them for the same level.
 */
export function keepCandidates(draws: Uint8Array, { entries, fillers }: LevelOriginals): void {
  let end = 0;
  for (const count of entries) {
    end += (count + 7) >>> 3;
    if ((count & 7) !== 0) draws[end - 1] = (draws[end - 1] ?? 0) & (0xff00 >>> (count & 7));
  }
  for (let at = 0; at < fillers.length; at += FILLER_ROW) {
    const draw =
      (fillers[at] ?? 0) + ((fillers[at + 1] ?? 0) << 8) + ((fillers[at + 2] ?? 0) << 16);
    draws[draw >>> 3] = (draws[draw >>> 3] ?? 0) & ~(128 >>> (draw & 7));
  }
}
