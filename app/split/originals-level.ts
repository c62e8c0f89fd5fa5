import { BIT_LANES, LANES } from './lanes.ts';
import { type LevelPositions, START } from './level-positions.ts';
import { BitPacker, peek } from './packed-bits.ts';
import { readPieces, totalBytes } from './stretches.ts';

/** Before all else: candidates of each lane, number of stretches (2 each), bits of the differentials (4). */
const HEAD = 2 * (LANES + 1) + 4;
const BITS_AT = 2 * (LANES + 1);
/** Of a stretch: its bytes. */
const STRETCH_ROW = 2;

/** The originals of one level of a block: views, nothing is copied. */
export interface LevelOriginals {
  /** Candidates by lane. */
  readonly counts: readonly number[];
  /** Bytes of the draws of the lanes of bits, and of those of all lanes. */
  readonly bitDraws: number;
  readonly laneDraws: number;
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
  const { places, widths, stretches } = positions;
  const lanes: Uint8Array[] = [];
  const differentials = new EntryPacker();
  for (const [number, lane] of places.entries()) {
    const laneWidths = widths[number - BIT_LANES];
    if (laneWidths === undefined) lanes.push(bitsOf(lane, master));
    else packDifferentials(lane, laneWidths, master, differentials);
  }
  const head = Buffer.alloc(HEAD);
  for (const [number, { length }] of places.entries()) head.writeUInt16LE(length, 2 * number);
  head.writeUInt16LE(stretches.length, 2 * LANES);
  head.writeUInt32LE(differentials.length, BITS_AT);
  const stretchRows = Buffer.alloc(stretches.length * STRETCH_ROW);
  for (const [row, { pieces }] of stretches.entries()) {
    stretchRows.writeUInt16LE(totalBytes(pieces), row * STRETCH_ROW);
  }
  return Buffer.concat([
    head,
    stretchRows,
    ...lanes,
    differentials.begins(),
    differentials.bits(),
    ...stretches.map(({ pieces }) => readPieces(master, pieces)),
  ]);
}

/** A bit a candidate. */
function bitsOf(places: Uint32Array, master: Uint8Array): Uint8Array {
  const bits = new Uint8Array((places.length + 7) >>> 3);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    const bit = ((master[place >>> 3] ?? 0) >>> (7 - (place & 7))) & 1;
    bits[i >>> 3] = (bits[i >>> 3] ?? 0) | (bit << (7 - (i & 7)));
  }
  return bits;
}

/** What fills the lane up to whole bytes of draws becomes entries of one bit. */
function packDifferentials(
  places: Uint32Array,
  widths: Uint8Array,
  master: Uint8Array,
  packer: EntryPacker,
): void {
  for (let i = 0; i < places.length; i++) {
    const width = (widths[i] ?? 0) & (START - 1);
    packer.add(peek(master, places[i] ?? 0, width), width);
  }
  for (let i = places.length; i % 8 !== 0; i++) packer.add(0, 1);
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
  const counts: number[] = [];
  let bitDraws = 0;
  let laneDraws = 0;
  for (let number = 0; number < LANES; number++) {
    const count = view.getUint16(2 * number, true);
    counts.push(count);
    laneDraws += (count + 7) >>> 3;
    if (number < BIT_LANES) bitDraws = laneDraws;
  }
  const differentialBits = view.getUint32(BITS_AT, true);
  const stretchesAt = from + HEAD;
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
    counts,
    bitDraws,
    laneDraws,
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
 * Takes away the draws that belong to no candidate: those that fill a lane up to whole bytes.
 *
 * @param draws as `drawsOf` gives them for the same level.
 */
export function keepCandidates(draws: Uint8Array, { counts }: LevelOriginals): void {
  let end = 0;
  for (const count of counts) {
    end += (count + 7) >>> 3;
    if ((count & 7) !== 0) draws[end - 1] = (draws[end - 1] ?? 0) & (0xff00 >>> (count & 7));
  }
}
