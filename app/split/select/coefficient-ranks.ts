import type { SliceColumns } from '../../mpeg2/index.ts';
import type { BitOffers } from './offer-columns.ts';
import { rankOf } from './rank.ts';

/**
 * Added to the energy of every block, in the unit of squared magnitudes (256 times that of coefficients): what SSIM adds to the
 * variance of 64 pels (C2 = 58.5) before it compares, so that flat blocks do not count as full of structure.
 */
const VISIBLE_ENERGY = (256 * 64 * 58.5) / 2;

/** Sizes are divided by fourth roots of energies, which are 26 at least: enough for ranks to tell the results, and below 2^27. */
const PRECISION = 2 ** 12;

/**
 * Ranks the signs of the coefficients of intra blocks. A coefficient counts by its size and by its part of what its block shows:
 * its size divided by the fourth root of the block's energy.
 */
export function addCoefficients(slice: SliceColumns, into: BitOffers): void {
  const { acCount, acPosition, acMagnitude, dcPosition, dcCount } = slice;
  into.reserve(acCount);
  const { positions, ranks } = into;
  let count = into.count;
  // Blocks begin at their DC differentials; one whose differential has no bits counts with the block before.
  for (let at = 0, dc = 0; at < acCount;) {
    while (dc < dcCount && (dcPosition[dc] ?? 0) <= (acPosition[at] ?? 0)) dc++;
    const end = dc < dcCount ? (dcPosition[dc] ?? 0) : Infinity;
    const from = at;
    let energy = VISIBLE_ENERGY;
    for (; at < acCount && (acPosition[at] ?? 0) < end; at++) {
      const magnitude = acMagnitude[at] ?? 0;
      energy += magnitude * magnitude;
    }
    const scale = PRECISION / Math.sqrt(Math.sqrt(energy));
    for (let i = from; i < at; i++) {
      positions[count] = acPosition[i] ?? 0;
      ranks[count++] = rankOf(((acMagnitude[i] ?? 0) * scale) >>> 0);
    }
  }
  into.count = count;
}
