import type { LaneColumns } from '../candidate-columns.ts';
import type { BlockOffers } from './block-offers.ts';
import { SIZES } from './block-offers.ts';
import type { BitOffers, DifferentialOffers } from './offer-columns.ts';
import { RANKS } from './rank.ts';
import { DIFFERENTIAL_SOURCES } from './sources.ts';

const byRank = new Int32Array(RANKS);

/** Gives the highest of some bits of a slice to one level, and the next to the other. */
export function placeBits(
  { positions, ranks }: BitOffers,
  from: number,
  to: number,
  placeOf: (bit: number) => number,
  best: { readonly count: number; readonly lane: LaneColumns },
  next: { readonly count: number; readonly lane: LaneColumns },
): void {
  if (best.count + next.count === 0) return;
  byRank.fill(0);
  for (let i = from; i < to; i++) {
    const rank = ranks[i] ?? 0;
    byRank[rank] = (byRank[rank] ?? 0) + 1;
  }
  const bestRank = lowestRank(best.count);
  const lastRank = lowestRank(best.count + next.count);
  // Of the lowest rank that is still taken, the first of the slice are.
  let bestLeft = best.count - countAbove(bestRank);
  let nextLeft = best.count + next.count - countAbove(lastRank);
  for (let i = from; i < to; i++) {
    const rank = ranks[i] ?? 0;
    if (rank < lastRank) continue;
    if (rank === lastRank && nextLeft-- <= 0) continue;
    const isBest = rank > bestRank || (rank === bestRank && bestLeft-- > 0);
    (isBest ? best : next).lane.addBit(placeOf(positions[i] ?? 0));
  }
}

/** The lowest rank of which some are among the `count` highest; above all where that is none. */
function lowestRank(count: number): number {
  if (count === 0) return RANKS;
  let left = count;
  let rank = RANKS - 1;
  while (rank > 0 && left > (byRank[rank] ?? 0)) left -= byRank[rank--] ?? 0;
  return rank;
}

function countAbove(rank: number): number {
  let count = 0;
  for (let higher = RANKS - 1; higher > rank; higher--) count += byRank[higher] ?? 0;
  return count;
}

/**
 * Gives the widest differentials of a slice's chain to a level; of the narrowest that are still taken the first, since a
 * deviation lasts to the end of the chain. What a packet header cuts is left out.
 */
export function placeDifferentials(
  offers: BlockOffers,
  slice: number,
  chain: number,
  columns: DifferentialOffers,
  from: number,
  to: number,
  placeOf: (bit: number) => number,
  count: number,
  lane: LaneColumns,
): void {
  if (count === 0) return;
  const sizesAt = (slice * DIFFERENTIAL_SOURCES + chain) * SIZES;
  let narrowest = SIZES - 1;
  let left = count;
  while (narrowest > 1 && left > (offers.bySize[sizesAt + narrowest] ?? 0)) {
    left -= offers.bySize[sizesAt + narrowest--] ?? 0;
  }
  let isStart = true;
  for (let i = from; i < to; i++) {
    if (columns.starts[i] === 1) isStart = true;
    const size = columns.sizes[i] ?? 0;
    if (size < narrowest || (size === narrowest && left-- <= 0)) continue;
    const position = columns.positions[i] ?? 0;
    const place = placeOf(position);
    if (placeOf(position + size - 1) !== place + size - 1) continue;
    lane.addDifferential(place, size, isStart, columns.below[i] ?? 0, columns.above[i] ?? 0);
    isStart = false;
  }
}
