import type { LaneColumns, LevelCandidates } from './candidate-columns.ts';
import { BIT_LANES, LANES } from './lanes.ts';
import { readStretches, stretchesBytes, writeStretches } from './stretch-rows.ts';
import type { Stretch } from './stretches.ts';

/** Before all else, of each lane: candidates (2 bytes), order of the code of their gaps (1); then number of stretches (2). */
const LANE_HEAD = 3;
const HEAD = LANE_HEAD * LANES + 2;
/** Bits of the width of a differential, and of the flag behind it. */
const WIDTH_BITS = 5;
/** Bits that are written or read at once, wherever in a byte they begin. */
const SHORT = 25;
/** Bytes of a code, at most: a gap and what stands behind it. */
const LONGEST_CODE = 8;
/** Zeros behind the gaps, so that a code can be fetched with what follows it. */
const PADDING = 4;
/** No gap has more bits; blocks are shorter. */
const LONGEST_GAP = 27;
/** More zeros than a word surely holds no code begins with: orders follow the mean gap, so 19 do for a lane that is full. */
const MOST_ZEROS = 24;

/** Where the candidates of a level stand in a block. */
export interface LevelPositions {
  /** By lane: the first bit of each candidate, from the begin of the block, rising. */
  readonly places: readonly Uint32Array[];
  /** By lane of differentials, from the first of them: bits of each, plus {@link START} where a chain begins. */
  readonly widths: readonly Uint8Array[];
  readonly stretches: readonly Stretch[];
}

/** Marks the width of the first differential of a chain. */
export const START = 16;

/** A level without any candidate. */
export const noPositions: LevelPositions = {
  places: Array.from({ length: LANES }, () => new Uint32Array(0)),
  widths: Array.from({ length: LANES - BIT_LANES }, () => new Uint8Array(0)),
  stretches: [],
};

/** The positions of a level, packed (README, "Positions"). @returns none where the level has no candidates. */
export function encodePositions(level: LevelCandidates): Uint8Array {
  if (level.isEmpty) return new Uint8Array(0);
  const most = level.lanes.reduce((sum, { count }) => sum + count * LONGEST_CODE, HEAD + PADDING);
  const bytes = new Uint8Array(most + stretchesBytes(level.stretches));
  const view = new DataView(bytes.buffer);
  let at = HEAD * 8;
  for (const [number, columns] of level.lanes.entries()) {
    const order = orderOf(columns);
    view.setUint16(LANE_HEAD * number, columns.count, true);
    view.setUint8(LANE_HEAD * number + 2, order);
    at = packLane(columns, number >= BIT_LANES, order, bytes, at);
  }
  view.setUint16(LANE_HEAD * LANES, level.stretches.length, true);
  const stretchesAt = ((at + 7) >>> 3) + PADDING;
  writeStretches(bytes, stretchesAt, level.stretches);
  return bytes.slice(0, stretchesAt + stretchesBytes(level.stretches));
}

/** The order of the Exp-Golomb code that suits gaps of that mean: within 2 % of the best on film. */
function orderOf({ count, positions }: LaneColumns): number {
  if (count === 0) return 0;
  const mean = Math.floor((positions[count - 1] ?? 0) / count);
  return Math.max(0, 30 - Math.clz32(mean));
}

/** @returns where the codes of the lane end. */
function packLane(
  { count, positions, widths, starts }: LaneColumns,
  isDifferential: boolean,
  order: number,
  bytes: Uint8Array,
  from: number,
): number {
  let at = from;
  let last = 0;
  for (let i = 0; i < count; i++) {
    const position = positions[i] ?? 0;
    // The leading one of the raised gap ends the zeros in front of it.
    const raised = position - last + (1 << order);
    last = position;
    const magnitude = 31 - Math.clz32(raised);
    const length = 2 * magnitude - order + 1;
    if (length <= SHORT) {
      put(bytes, at, raised, length);
    } else {
      put(bytes, at + length - magnitude - 1, raised >>> 16, magnitude - 15);
      put(bytes, at + length - 16, raised & 0xffff, 16);
    }
    at += length;
    if (!isDifferential) continue;
    put(bytes, at, (starts[i] === 1 ? START : 0) + (widths[i] ?? 0), WIDTH_BITS);
    at += WIDTH_BITS;
  }
  return at;
}

/** Writes up to {@link SHORT} bits behind those that are there; zeros follow them. */
function put(bytes: Uint8Array, at: number, value: number, length: number): void {
  const word = value << (32 - length - (at & 7));
  const byte = at >>> 3;
  bytes[byte] = (bytes[byte] ?? 0) | (word >>> 24);
  bytes[byte + 1] = word >>> 16;
  bytes[byte + 2] = word >>> 8;
  bytes[byte + 3] = word;
}

/**
 * Reads what {@link encodePositions} wrote.
 *
 * @param length bytes of the block.
 * @returns null if the bytes are no positions in a block of that length.
 */
export function decodePositions(bytes: Uint8Array, length: number): LevelPositions | null {
  if (bytes.length === 0) return noPositions;
  if (bytes.length < HEAD + PADDING) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places: Uint32Array[] = [];
  const widths: Uint8Array[] = [];
  let at = HEAD * 8;
  for (let number = 0; number < LANES; number++) {
    const count = view.getUint16(LANE_HEAD * number, true);
    // A candidate takes a bit at least, so no more are believed than there may be.
    if (count > bytes.length * 8) return null;
    const lanePlaces = new Uint32Array(count);
    const order = view.getUint8(LANE_HEAD * number + 2);
    if (order > LONGEST_GAP) return null;
    const laneWidths = number < BIT_LANES ? null : new Uint8Array(count);
    at = readLane(view, at, order, lanePlaces, laneWidths, length * 8);
    if (laneWidths !== null) widths.push(laneWidths);
    if (at < 0) return null;
    places.push(lanePlaces);
  }
  const count = view.getUint16(LANE_HEAD * LANES, true);
  const stretches = readStretches(bytes, ((at + 7) >>> 3) + PADDING, count, length);
  return stretches === null ? null : { places, widths, stretches };
}

/**
 * @param widths null: candidates of one bit, which say none.
 * @returns where the codes of the lane end; -1 if they are none, or lead out of the block.
 */
function readLane(
  view: DataView,
  from: number,
  order: number,
  places: Uint32Array,
  widths: Uint8Array | null,
  blockBits: number,
): number {
  const last = (view.byteLength - PADDING) * 8;
  let at = from;
  let place = 0;
  for (let i = 0; i < places.length; i++) {
    if (at >= last) return -1;
    const word = view.getUint32(at >>> 3) << (at & 7);
    const zeros = Math.clz32(word);
    const size = zeros + order;
    // Mostly the whole code is in the word: its leading one is worth 2^size.
    const raised =
      2 * zeros + order < SHORT
        ? word >>> (31 - zeros - size)
        : longGap(view, at, zeros, size, last);
    if (raised < 0) return -1;
    place += raised - (1 << order);
    at += zeros + 1 + size;
    let width = 1;
    if (widths !== null) {
      if (at >= last) return -1;
      const kind = (view.getUint32(at >>> 3) << (at & 7)) >>> (32 - WIDTH_BITS);
      at += WIDTH_BITS;
      width = kind & (START - 1);
      if (width === 0 || width > 11) return -1;
      widths[i] = kind;
    }
    if (place + width > blockBits) return -1;
    places[i] = place;
  }
  return at;
}

/** What a code says that does not fit into one word, which is rare; -1 if it is none. */
function longGap(view: DataView, at: number, zeros: number, size: number, last: number): number {
  if (zeros > MOST_ZEROS || size > LONGEST_GAP || at + zeros + 1 + size > last) return -1;
  let gap = 1;
  for (let bit = at + zeros + 1; bit <= at + zeros + size; bit++) {
    gap = (gap << 1) | ((view.getUint8(bit >>> 3) >>> (7 - (bit & 7))) & 1);
  }
  return gap;
}
