import type { SliceColumns } from '../mpeg2/index.ts';
import type { SlicePlaces } from './slice-places.ts';

/** Sixteen bins an octave: enough to rank, and counted in one pass. */
const BINS = 32 * 16;
const counts = new Int32Array(BINS);
let bins = new Uint16Array(1 << 14);

/** The sign bits of the largest coefficients: quantised level x matrix x quantiser scale. */
export function gatherSigns(slice: SliceColumns, limit: number, into: SlicePlaces): void {
  const { acCount, acMagnitude, acPosition } = slice;
  if (acCount > bins.length) bins = new Uint16Array(acCount * 2);
  counts.fill(0);
  for (let i = 0; i < acCount; i++) {
    // Sixteen times, so that the four bits behind the first one always exist.
    const magnitude = (acMagnitude[i] ?? 0) * 16 + 16;
    const octave = 31 - Math.clz32(magnitude);
    const bin = octave * 16 + ((magnitude >>> (octave - 4)) & 15);
    bins[i] = bin;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let threshold = BINS - 1;
  let left = limit;
  while (threshold > 0 && left > (counts[threshold] ?? 0)) left -= counts[threshold--] ?? 0;
  for (let i = 0; i < acCount; i++) {
    const bin = bins[i] ?? 0;
    if (bin < threshold || (bin === threshold && left-- <= 0)) continue;
    into.add(acPosition[i] ?? 0, 1, 0, 0, 0);
  }
}
