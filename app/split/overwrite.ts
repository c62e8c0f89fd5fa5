import { BIT_LANES } from './lanes.ts';
import { computeFrame } from './gather-frames.ts';
import { unpackedBounds } from './index-block.ts';
import { drawOf, isStretchDrawn } from './level-keys.ts';
import { START, type LevelPositions } from './level-positions.ts';
import { readPieces, writePieces } from './stretches.ts';
import type { StoredLevel } from './types.ts';

/** Bytes of chance for what is written over a differential, drawn or not; 15 bits are used. */
const DIFFERENTIAL_CHOICE = 2;
const CHOICE_BITS = 15;
/** Bytes of chance for what is written over a stretch, drawn or not. */
const STRETCH_CHOICE = 126;

/** Bytes of chance that {@link overwriteLevel} takes for a level whose bits have even chances. */
export function evenChanceBytes({ places, widths, stretches }: LevelPositions): number {
  let bytes = stretches.length * STRETCH_CHOICE;
  for (const lane of places.slice(0, BIT_LANES)) bytes += (lane.length + 7) >>> 3;
  for (const lane of widths) bytes += DIFFERENTIAL_CHOICE * lane.length;
  return bytes;
}

/** The same for a level whose bits are biased. */
export function biasedChanceBytes({ places, widths, stretches }: LevelPositions): number {
  let bytes = stretches.length * STRETCH_CHOICE;
  for (const lane of places.slice(0, BIT_LANES)) bytes += lane.length;
  for (const lane of widths) bytes += DIFFERENTIAL_CHOICE * lane.length;
  return bytes;
}

/**
 * Writes over everything that is drawn of one level of a block.
 *
 * A bit becomes 0 or 1, with even chances or those of `biases`. A differential becomes, with equal chances, any of its size that
 * keeps every later coefficient of its chain in range; bounds say how far the running deviation may go from each place on. A
 * stretch becomes noise.
 *
 * @param block the bytes of the block: the master's, or with the other level written over.
 * @param draws as `drawsOf` gives them.
 * @param values as many bytes of chance as {@link evenChanceBytes} says, or {@link biasedChanceBytes}.
 * @param biases how many of 256 chances give a 1, for each candidate of the lanes of bits, one lane after another; null: half of them.
 */
export function overwriteLevel(
  block: Uint8Array,
  { positions, bounds }: StoredLevel,
  draws: Uint8Array,
  values: Uint8Array,
  biases: Uint8Array | null,
): void {
  let drawsAt = 0;
  let valuesAt = 0;
  let biasesAt = 0;
  for (const [number, places] of positions.places.entries()) {
    const drawBytes = (places.length + 7) >>> 3;
    const widths = positions.widths[number - BIT_LANES];
    if (widths !== undefined) {
      const laneBounds = bounds[number - BIT_LANES] ?? new Uint8Array(0);
      overwriteDifferentials(block, places, widths, laneBounds, draws, drawsAt, values, valuesAt);
      valuesAt += DIFFERENTIAL_CHOICE * places.length;
    } else if (biases === null) {
      flipBits(block, places, draws, drawsAt, values, valuesAt);
      valuesAt += drawBytes;
    } else {
      writeBiasedBits(block, places, draws, drawsAt, values, valuesAt, biases, biasesAt);
      valuesAt += places.length;
      biasesAt += places.length;
    }
    drawsAt += drawBytes;
  }
  for (const [number, { shape, pieces }] of positions.stretches.entries()) {
    const chance = values.subarray(valuesAt, (valuesAt += STRETCH_CHOICE));
    if (!isStretchDrawn(draws, drawsAt, number)) continue;
    writePieces(block, pieces, computeFrame(readPieces(block, pieces), shape, chance));
  }
}

/** The hottest loop of a main stream. No branch on what is drawn: it would be foretold wrongly half of the time. */
function flipBits(
  block: Uint8Array,
  places: Uint32Array,
  draws: Uint8Array,
  drawsAt: number,
  values: Uint8Array,
  valuesAt: number,
): void {
  for (let i = 0; i < places.length; i++) {
    const position = places[i] ?? 0;
    const flips = (draws[drawsAt + (i >>> 3)] ?? 0) & (values[valuesAt + (i >>> 3)] ?? 0);
    const byte = position >>> 3;
    block[byte] = (block[byte] ?? 0) ^ (((flips >>> (7 - (i & 7))) & 1) << (7 - (position & 7)));
  }
}

function writeBiasedBits(
  block: Uint8Array,
  places: Uint32Array,
  draws: Uint8Array,
  drawsAt: number,
  values: Uint8Array,
  valuesAt: number,
  biases: Uint8Array,
  biasesAt: number,
): void {
  for (let i = 0; i < places.length; i++) {
    const position = places[i] ?? 0;
    const drawn = drawOf(draws, drawsAt, i);
    // The sign of the difference is the bit: 1 where the value lies below the bias.
    const bit = ((values[valuesAt + i] ?? 0) - (biases[biasesAt + i] ?? 0)) >>> 31;
    const shift = 7 - (position & 7);
    const byte = position >>> 3;
    block[byte] = ((block[byte] ?? 0) & ~(drawn << shift)) | ((drawn & bit) << shift);
  }
}

function overwriteDifferentials(
  block: Uint8Array,
  places: Uint32Array,
  widths: Uint8Array,
  bounds: Uint8Array,
  draws: Uint8Array,
  drawsAt: number,
  values: Uint8Array,
  valuesAt: number,
): void {
  let deviation = 0;
  for (let i = 0; i < places.length; i++) {
    const position = places[i] ?? 0;
    const kind = widths[i] ?? 0;
    const width = kind & (START - 1);
    if (kind >= START) deviation = 0;
    if (drawOf(draws, drawsAt, i) === 0) continue;
    const at = valuesAt + DIFFERENTIAL_CHOICE * i;
    const random = (((values[at] ?? 0) & 127) << 8) | (values[at + 1] ?? 0);
    const half = 1 << (width - 1);
    const byte = position >>> 3;
    const shift = 24 - width - (position & 7);
    const word =
      ((block[byte] ?? 0) << 16) | ((block[byte + 1] ?? 0) << 8) | (block[byte + 2] ?? 0);
    const original = (word >>> shift) & (2 * half - 1);
    const differential = original >= half ? original : original - 2 * half + 1;
    const code = chooseDifferential(
      half,
      differential - (unpackedBounds[bounds[2 * i] ?? 0] ?? 0) - deviation,
      differential + (unpackedBounds[bounds[2 * i + 1] ?? 0] ?? 0) - deviation,
      random,
    );
    deviation += (code >= half ? code : code - 2 * half + 1) - differential;
    const written = word ^ ((original ^ code) << shift);
    block[byte] = written >>> 16;
    // Stores behind the end of the block fall away; those bits are not ours.
    block[byte + 1] = written >>> 8;
    block[byte + 2] = written;
  }
}

/**
 * One of the differentials of a size (-2h+1 to -h and h to 2h-1) that lie between two bounds.
 *
 * @param half h, half the number of differentials.
 * @returns its code (§7.2.1 of ISO/IEC 13818-2). At least one lies between the bounds: the original.
 */
function chooseDifferential(half: number, lowest: number, highest: number, random: number): number {
  const firstNegative = Math.max(lowest, 1 - 2 * half);
  const negatives = Math.max(0, Math.min(highest, -half) - firstNegative + 1);
  const firstPositive = Math.max(lowest, half);
  const positives = Math.max(0, Math.min(highest, 2 * half - 1) - firstPositive + 1);
  const choice = (random * (negatives + positives)) >>> CHOICE_BITS;
  return choice < negatives
    ? firstNegative + choice + 2 * half - 1
    : firstPositive + choice - negatives;
}
