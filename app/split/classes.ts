import type { IntraSlice } from '../mpeg2/index.ts';
import { splitError } from './errors.ts';
import { gatherDifferentials } from './gather-differentials.ts';
import { computeFrame, type FoundStretch, gatherFrames } from './gather-frames.ts';
import { gatherSigns } from './gather-signs.ts';
import type { SlicePlaces } from './slice-places.ts';

/**
 * How new bits are drawn. `bit`: any. `differential`: another differential of the same size, such that every DC coefficient
 * that follows in its lane of the slice stays in range.
 */
export type Substitution = 'bit' | 'differential';

/** A kind of place in a slice whose bits may be overwritten. */
export interface PlaceClass {
  readonly name: string;
  /** How many chains of running deviations it has: 1, or 2 for the two colours. */
  readonly lanes: number;
  readonly substitution: Substitution;
  /** Places that are wanted in a slice. Twice as many become candidates, each drawn with p = 1/2. */
  readonly wanted: number;
  /** Puts the best `limit` places of the slice into `into`, in stream order; lanes count from 0. */
  gather(slice: IntraSlice, limit: number, into: SlicePlaces): void;
}

/** A kind of place in sound whose bytes may be replaced by computed ones. */
export interface StretchClass {
  readonly name: string;
  readonly lanes: 1;
  readonly substitution: 'computed';
  /** With what probability a candidate is drawn, 1/2 at most. */
  readonly probability: number;
  /** Finds the places in the first `length` bytes of one stream of sound, in order, none overlapping another. */
  gather(bytes: Uint8Array, length: number): Iterable<FoundStretch>;
  /**
   * What is written over a place, as many bytes as stood there.
   *
   * @param original what stands there; it stays as it is.
   * @param shape as `gather` gave it.
   */
  compute(original: Uint8Array, shape: number, chance: Uint8Array): Uint8Array;
}

export type CandidateClass = PlaceClass | StretchClass;

/**
 * Every class, in the order of their numbers in files: a new one is added at the end, and nowhere else. The quotas are tuned on
 * film (README): luma DC ruins the picture, chroma DC its colours, signs keep the DC from being estimated back, frames of noise
 * ruin the sound.
 */
export const candidateClasses: readonly CandidateClass[] = [
  {
    name: 'dcLuma',
    lanes: 1,
    substitution: 'differential',
    wanted: 32,
    gather: (slice, limit, into) => gatherDifferentials(slice, 0, 0, limit, into),
  },
  {
    name: 'dcChroma',
    lanes: 2,
    substitution: 'differential',
    wanted: 6,
    gather: (slice, limit, into) => gatherDifferentials(slice, 1, 2, limit, into),
  },
  {
    name: 'acSign',
    lanes: 1,
    substitution: 'bit',
    wanted: 80,
    gather: gatherSigns,
  },
  {
    name: 'ac3Frame',
    lanes: 1,
    substitution: 'computed',
    probability: 0.3,
    gather: gatherFrames,
    compute: computeFrame,
  },
];

/** One lane of a class, as files number them. */
export interface Lane {
  readonly className: string;
  readonly isDifferential: boolean;
}

export const lanes: readonly Lane[] = candidateClasses.flatMap((entry) =>
  Array.from({ length: entry.lanes }, () => ({
    className: entry.name,
    isDifferential: entry.substitution === 'differential',
  })),
);

/** First lane of each class. */
const firstLanes: readonly number[] = candidateClasses.map((_, index) =>
  candidateClasses.slice(0, index).reduce((sum, entry) => sum + entry.lanes, 0),
);

/** The classes of places in slices, with their first lanes. */
export const placeClasses = candidateClasses.flatMap((entry, index) =>
  entry.substitution === 'computed' ? [] : [{ entry, firstLane: firstLanes[index] ?? 0 }],
);

/** The classes of stretches, with their lanes. */
export const stretchClasses = candidateClasses.flatMap((entry, index) =>
  entry.substitution === 'computed' ? [{ entry, lane: firstLanes[index] ?? 0 }] : [],
);

/** @throws AppError `INDEX_DAMAGED` if no class of stretches has this lane. */
export function stretchClassOf(lane: number): StretchClass {
  const found = stretchClasses.find((one) => one.lane === lane);
  if (found !== undefined) return found.entry;
  throw splitError('INDEX_DAMAGED', 'A block of the index is damaged.', { lane });
}

/** 1 for the lanes of differentials: what hot loops ask. */
export const isDifferentialLane = Uint8Array.from(lanes, (lane) => (lane.isDifferential ? 1 : 0));

/** Adds up counts of lanes by class name. */
export function countByClass(laneCounts: ArrayLike<number>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [lane, { className }] of lanes.entries()) {
    counts[className] = (counts[className] ?? 0) + (laneCounts[lane] ?? 0);
  }
  return counts;
}
