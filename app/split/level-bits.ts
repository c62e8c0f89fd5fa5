import { BIT_LANES } from './lanes.ts';
import { drawOf, isStretchDrawn } from './level-keys.ts';
import { type LevelPositions, START } from './level-positions.ts';
import { readPieces, totalBytes, writePieces } from './stretches.ts';

/** Counts of what is drawn of a level of a block. */
export interface LevelCounts {
  /** Drawn candidates, by lane. */
  readonly lanes: Float64Array;
  /** Original bits of these. */
  bits: number;
  /** Drawn stretches, and their bytes. */
  stretches: number;
  stretchBytes: number;
}

/** Original bits as they are packed, first bit highest: where the next one goes, and those of a byte that is not full yet. */
interface Packing {
  readonly into: Uint8Array;
  at: number;
  packed: number;
  count: number;
}

/**
 * The original bits of what is drawn of a level: those of the lanes in order, packed without gaps and filled up to a byte, then the
 * bytes of the drawn stretches.
 *
 * @param block bytes of the master.
 * @param draws as `drawsOf` gives them.
 * @param counts is added to.
 */
export function collectLevel(
  block: Uint8Array,
  positions: LevelPositions,
  draws: Uint8Array,
  counts: LevelCounts,
): Uint8Array {
  const packing = { into: new Uint8Array(mostBytes(positions)), at: 0, packed: 0, count: 0 };
  let drawsAt = 0;
  for (const [number, places] of positions.places.entries()) {
    const widths = positions.widths[number - BIT_LANES];
    const before = packing.at * 8 + packing.count;
    const drawn =
      widths === undefined
        ? collectBits(block, places, draws, drawsAt, packing)
        : collectDifferentials(block, places, widths, draws, drawsAt, packing);
    counts.lanes[number] = (counts.lanes[number] ?? 0) + drawn;
    counts.bits += packing.at * 8 + packing.count - before;
    drawsAt += (places.length + 7) >>> 3;
  }
  if (packing.count > 0) packing.into[packing.at++] = packing.packed << (8 - packing.count);
  for (const [number, { pieces }] of positions.stretches.entries()) {
    if (!isStretchDrawn(draws, drawsAt, number)) continue;
    const bytes = readPieces(block, pieces);
    packing.into.set(bytes, packing.at);
    packing.at += bytes.length;
    counts.stretches++;
    counts.stretchBytes += bytes.length;
  }
  return packing.into.subarray(0, packing.at);
}

/** Bytes of the original bits of all candidates, and one to spare. */
function mostBytes({ places, widths, stretches }: LevelPositions): number {
  let bits = 16;
  for (const lane of places.slice(0, BIT_LANES)) bits += lane.length;
  for (const lane of widths) for (const kind of lane) bits += kind & (START - 1);
  return (bits >>> 3) + stretches.reduce((sum, { pieces }) => sum + totalBytes(pieces), 0);
}

/** @returns how many are drawn. */
function collectBits(
  block: Uint8Array,
  places: Uint32Array,
  draws: Uint8Array,
  drawsAt: number,
  packing: Packing,
): number {
  const { into } = packing;
  let { at, packed, count } = packing;
  let drawnCount = 0;
  for (let i = 0; i < places.length; i++) {
    const position = places[i] ?? 0;
    const drawn = drawOf(draws, drawsAt, i);
    const bit = ((block[position >>> 3] ?? 0) >>> (7 - (position & 7))) & drawn;
    packed = (packed << drawn) | bit;
    count += drawn;
    drawnCount += drawn;
    // Written over again until eight bits are there.
    into[at] = packed;
    at += count >>> 3;
    count &= 7;
  }
  packing.at = at;
  packing.packed = packed;
  packing.count = count;
  return drawnCount;
}

function collectDifferentials(
  block: Uint8Array,
  places: Uint32Array,
  widths: Uint8Array,
  draws: Uint8Array,
  drawsAt: number,
  packing: Packing,
): number {
  const { into } = packing;
  let { at, packed, count } = packing;
  let drawnCount = 0;
  for (let i = 0; i < places.length; i++) {
    const position = places[i] ?? 0;
    const width = (widths[i] ?? 0) & (START - 1);
    if (drawOf(draws, drawsAt, i) === 0) continue;
    const byte = position >>> 3;
    const word =
      ((block[byte] ?? 0) << 16) | ((block[byte + 1] ?? 0) << 8) | (block[byte + 2] ?? 0);
    // At most seven bits wait, and eleven come: they fit into 32 after what is full has gone.
    packed = (packed << width) | ((word >>> (24 - width - (position & 7))) & ((1 << width) - 1));
    count += width;
    drawnCount++;
    for (; count >= 8; count -= 8) into[at++] = packed >>> (count - 8);
  }
  packing.at = at;
  packing.packed = packed;
  packing.count = count;
  return drawnCount;
}

/**
 * Puts the original bits of a level back: what {@link collectLevel} collected.
 *
 * @param bits original bits from byte `from` on; this level's first. Behind them there must be a byte to spare.
 * @param end where the original bits end.
 * @returns where the bits of the level end; -1 if they are too few: the block is of no use then.
 */
export function putBackLevel(
  block: Uint8Array,
  positions: LevelPositions,
  draws: Uint8Array,
  bits: Uint8Array,
  from: number,
  end: number,
): number {
  let drawsAt = 0;
  let read = from * 8;
  for (const [number, places] of positions.places.entries()) {
    const widths = positions.widths[number - BIT_LANES];
    read =
      widths === undefined
        ? putBackBits(block, places, draws, drawsAt, bits, read)
        : putBackDifferentials(block, places, widths, draws, drawsAt, bits, read);
    if (read > end * 8) return -1;
    drawsAt += (places.length + 7) >>> 3;
  }
  let at = (read + 7) >>> 3;
  for (const [number, { pieces }] of positions.stretches.entries()) {
    if (!isStretchDrawn(draws, drawsAt, number)) continue;
    const length = totalBytes(pieces);
    if (at + length > end) return -1;
    writePieces(block, pieces, bits.subarray(at, at + length));
    at += length;
  }
  return at > end ? -1 : at;
}

/** The hottest loop of a synthesis. @returns where the next bit is read. */
function putBackBits(
  block: Uint8Array,
  places: Uint32Array,
  draws: Uint8Array,
  drawsAt: number,
  bits: Uint8Array,
  from: number,
): number {
  let read = from;
  for (let i = 0; i < places.length; i++) {
    const position = places[i] ?? 0;
    const drawn = drawOf(draws, drawsAt, i);
    const bit = ((bits[read >>> 3] ?? 0) >>> (7 - (read & 7))) & drawn;
    read += drawn;
    const shift = 7 - (position & 7);
    const byte = position >>> 3;
    block[byte] = ((block[byte] ?? 0) & ~(drawn << shift)) | (bit << shift);
  }
  return read;
}

function putBackDifferentials(
  block: Uint8Array,
  places: Uint32Array,
  widths: Uint8Array,
  draws: Uint8Array,
  drawsAt: number,
  bits: Uint8Array,
  from: number,
): number {
  let read = from;
  for (let i = 0; i < places.length; i++) {
    const position = places[i] ?? 0;
    const width = (widths[i] ?? 0) & (START - 1);
    if (drawOf(draws, drawsAt, i) === 0) continue;
    const source = read >>> 3;
    const original =
      ((((bits[source] ?? 0) << 16) | ((bits[source + 1] ?? 0) << 8) | (bits[source + 2] ?? 0)) >>>
        (24 - width - (read & 7))) &
      ((1 << width) - 1);
    read += width;
    const byte = position >>> 3;
    const shift = 24 - width - (position & 7);
    const mask = ((1 << width) - 1) << shift;
    const word =
      ((block[byte] ?? 0) << 16) | ((block[byte + 1] ?? 0) << 8) | (block[byte + 2] ?? 0);
    const written = (word & ~mask) | (original << shift);
    block[byte] = written >>> 16;
    block[byte + 1] = written >>> 8;
    block[byte + 2] = written;
  }
  return read;
}
