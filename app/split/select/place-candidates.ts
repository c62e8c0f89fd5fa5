import type { LaneColumns } from '../candidate-columns.ts';
import type { BlockOffers } from './block-offers.ts';
import { SIZES } from './block-offers.ts';
import type { BitOffers, DifferentialOffers } from './offer-columns.ts';
import { RANKS } from './rank.ts';
import { DIFFERENTIAL_SOURCES } from './sources.ts';

/** What one level takes of the offers of a slice: how many, and into which lane. */
export interface Taking {
  readonly count: number;
  readonly lane: LaneColumns;
}

/** How many offers of a slice have each rank; zeros between two calls. */
const byRank = new Int32Array(RANKS);

/** Gives the highest of the bits `from` to `to` to one level, and the next to the other. */
export function placeBits(
  { positions, ranks }: BitOffers,
  from: number,
  to: number,
  placeOf: (bit: number) => number,
  best: Taking,
  next: Taking,
): void {
  const total = best.count + next.count;
  if (total === 0) return;
  let lowest = RANKS;
  let highest = 0;
  for (let i = from; i < to; i++) {
    const rank = ranks[i] ?? 0;
    byRank[rank] = (byRank[rank] ?? 0) + 1;
    if (rank < lowest) lowest = rank;
    if (rank > highest) highest = rank;
  }
  // Of the lowest rank that is still taken, the first of the slice are: as many as are left.
  let bestRank = highest;
  let bestLeft = best.count;
  while (bestRank > lowest && bestLeft > (byRank[bestRank] ?? 0)) {
    bestLeft -= byRank[bestRank--] ?? 0;
  }
  let lastRank = highest;
  let lastLeft = total;
  while (lastRank > lowest && lastLeft > (byRank[lastRank] ?? 0)) {
    lastLeft -= byRank[lastRank--] ?? 0;
  }
  byRank.fill(0, lowest, highest + 1);
  for (let i = from; i < to; i++) {
    const rank = ranks[i] ?? 0;
    if (rank < lastRank || (rank === lastRank && lastLeft-- <= 0)) continue;
    const isBest = rank > bestRank || (rank === bestRank && bestLeft-- > 0);
    (isBest ? best : next).lane.addBit(placeOf(positions[i] ?? 0));
  }
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
