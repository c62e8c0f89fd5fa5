import { macroblock } from './codes.ts';
import { type IntraPlane, intraPlane, placeOf } from './intra-planes.ts';
import type { CodedPicture } from './picture.ts';

/** What two neighbouring blocks say of each other: their DC differ by about `rise`, within `doubt`. Both in sample values. */
export interface Relation {
  readonly other: number;
  /** The DC of this block, less that of the other, where their edges fit. */
  readonly rise: number;
  readonly doubt: number;
}

/** Of a component of an intra picture: every block that was sent, in order, and what its neighbours say. */
export interface BlockGraph {
  /** By `6 * macroblock + block`. */
  readonly relations: readonly (readonly Relation[])[];
}

/** How much of the last step within a block goes on across its edge. */
const EDGE_SLOPE = 0.25;
/** Even edges that fit are not of one value: film grain, quantisation. */
const LEAST_DOUBT = 2;

/** @param component 0 luma, 1 and 2 chroma. */
export function relateBlocks(picture: CodedPicture, component: number): BlockGraph {
  const plane = intraPlane(picture, component);
  const relations: Relation[][] = [];
  const relate: Relate = (slot, other, count) => {
    const rise = medianOf(count);
    let spread = 0;
    for (let at = 0; at < count; at++) spread += Math.abs(rises[at]! - rise);
    const doubt = ((LEAST_DOUBT + spread / count) * 8) / count;
    (relations[slot] ??= []).push({ other, rise, doubt });
    (relations[other] ??= []).push({ other: slot, rise: -rise, doubt });
  };
  const blocks = component === 0 ? [0, 1, 2, 3] : [3 + component];
  for (let at = 0; at < picture.macroblocks; at++) {
    if ((picture.kind[at]! & macroblock.intra) === 0) continue;
    for (const block of blocks) {
      relations[6 * at + block] ??= [];
      relateLeft(picture, plane, at, block, relate);
      relateAbove(picture, plane, at, block, relate);
    }
  }
  return { relations };
}

/** Takes the first so many of `rises`, which it may sort. */
type Relate = (slot: number, other: number, count: number) => void;

/** What the samples of one edge say, used again and again. */
const rises = new Float64Array(8);

function medianOf(count: number): number {
  for (let at = 1; at < count; at++) {
    const value = rises[at]!;
    let place = at;
    for (; place > 0 && rises[place - 1]! > value; place--) rises[place] = rises[place - 1]!;
    rises[place] = value;
  }
  return rises[count >> 1]!;
}

function relateLeft(
  picture: CodedPicture,
  { width, samples, owners }: IntraPlane,
  at: number,
  block: number,
  relate: Relate,
): void {
  const { left, top, step } = placeOf(picture, at, block);
  if (left === 0) return;
  const first = top * width + left;
  // Beside a macroblock whose lines are sorted otherwise, lines belong to two blocks.
  const one = owners[first - 1]!;
  const two = owners[first + 7 * step * width - 1]!;
  for (const other of one === two ? [one] : [one, two]) {
    let count = 0;
    for (let y = 0; y < 8; y++) {
      const line = first + y * step * width;
      if (other < 0 || owners[line - 1] !== other) continue;
      rises[count++] = edge(samples, line - 1, -1) - edge(samples, line, 1);
    }
    if (count > 0) relate(6 * at + block, other, count);
  }
}

function relateAbove(
  picture: CodedPicture,
  { width, samples, owners }: IntraPlane,
  at: number,
  block: number,
  relate: Relate,
): void {
  const { left, top, step } = placeOf(picture, at, block);
  if (step === 2 && block >= 2) {
    // Two fields of one place: as bright as each other.
    rises.fill(0);
    relate(6 * at + block, 6 * at + block - 2, 8);
  }
  const line = top * width + left;
  const above = line - step * width;
  if (above < 0) return;
  const other = owners[above]!;
  if (other < 0) return;
  for (let x = 0; x < 8; x++) {
    rises[x] = edge(samples, above + x, -width * step) - edge(samples, line + x, width * step);
  }
  relate(6 * at + block, other, 8);
}

/** What the sample at an edge goes on to halfway to the other side. @param inwards the way to the next sample of the block. */
function edge(samples: Float32Array, at: number, inwards: number): number {
  return samples[at]! + (samples[at]! - samples[at + inwards]!) * EDGE_SLOPE;
}
