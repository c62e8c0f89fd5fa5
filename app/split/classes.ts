import type { IntraSlice } from '../mpeg2/index.ts';
import { gatherDifferentials } from './gather-differentials.ts';
import { gatherSigns } from './gather-signs.ts';
import type { SlicePlaces } from './slice-places.ts';

/**
 * How new bits are drawn. `bit`: any. `differential`: another differential of the same size, such that every DC coefficient
 * that follows in its lane of the slice stays in range.
 */
export type Substitution = 'bit' | 'differential';

/** A kind of place whose bits may be overwritten. */
export interface CandidateClass {
  readonly name: string;
  /** How many chains of running deviations it has: 1, or 2 for the two colours. */
  readonly lanes: number;
  readonly substitution: Substitution;
  /** Places that are wanted in a slice. Twice as many become candidates, each drawn with p = 1/2. */
  readonly wanted: number;
  /** Puts the best `limit` places of the slice into `into`, in stream order; lanes count from 0. */
  gather(slice: IntraSlice, limit: number, into: SlicePlaces): void;
}

/**
 * Every class, in the order of their numbers in files: a new one is added at the end, and nowhere else. The quotas are tuned on
 * film (README): luma DC ruins the picture, chroma DC its colours, signs keep the DC from being estimated back.
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

/** 1 for the lanes of differentials: what hot loops ask. */
export const isDifferentialLane = Uint8Array.from(lanes, (lane) => (lane.isDifferential ? 1 : 0));

/** First lane of each class. */
export const firstLanes: readonly number[] = candidateClasses.map((_, index) =>
  candidateClasses.slice(0, index).reduce((sum, entry) => sum + entry.lanes, 0),
);

/** Adds up counts of lanes by class name. */
export function countByClass(laneCounts: ArrayLike<number>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [lane, { className }] of lanes.entries()) {
    counts[className] = (counts[className] ?? 0) + (laneCounts[lane] ?? 0);
  }
  return counts;
}
