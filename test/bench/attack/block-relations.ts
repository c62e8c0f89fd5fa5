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

/** Even edges that fit are not of one value: film grain, quantisation. */
const LEAST_DOUBT = 2;

/** @param component 0 luma, 1 and 2 chroma. */
export function relateBlocks(picture: CodedPicture, component: number): BlockGraph {
  const plane = intraPlane(picture, component);
  const relations: Relation[][] = [];
  const relate = (slot: number, other: number, rises: readonly number[]) => {
    const sorted = rises.toSorted((a, b) => a - b);
    const rise = sorted[sorted.length >> 1]!;
    const spread = rises.reduce((sum, value) => sum + Math.abs(value - rise), 0) / rises.length;
    const doubt = (LEAST_DOUBT + spread) * (8 / rises.length);
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

type Relate = (slot: number, other: number, rises: readonly number[]) => void;

function relateLeft(
  picture: CodedPicture,
  { width, samples, owners }: IntraPlane,
  at: number,
  block: number,
  relate: Relate,
): void {
  const { left, top, step } = placeOf(picture, at, block);
  if (left === 0) return;
  const rises = new Map<number, number[]>();
  for (let y = 0; y < 8; y++) {
    const line = (top + y * step) * width + left;
    const other = owners[line - 1]!;
    if (other < 0) continue;
    const rise = edge(samples, line - 1, -1) - edge(samples, line, 1);
    const known = rises.get(other);
    if (known === undefined) rises.set(other, [rise]);
    else known.push(rise);
  }
  for (const [other, values] of rises) relate(6 * at + block, other, values);
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
    relate(6 * at + block, 6 * at + block - 2, new Array<number>(8).fill(0));
  }
  const line = top * width + left;
  const above = line - step * width;
  if (above < 0) return;
  const other = owners[above]!;
  if (other < 0) return;
  const rises: number[] = [];
  for (let x = 0; x < 8; x++) {
    rises.push(edge(samples, above + x, -width * step) - edge(samples, line + x, width * step));
  }
  relate(6 * at + block, other, rises);
}

/** What the sample at an edge goes on to halfway to the other side. @param inwards the way to the next sample of the block. */
function edge(samples: Float32Array, at: number, inwards: number): number {
  return samples[at]! + (samples[at]! - samples[at + inwards]!) * EDGE_SLOPE;
}

const EDGE_SLOPE = 0.25;
