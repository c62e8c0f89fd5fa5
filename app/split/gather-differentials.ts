import type { SliceColumns } from '../mpeg2/index.ts';
import type { SlicePlaces } from './slice-places.ts';

const lowest = new Int32Array(3);
const highest = new Int32Array(3);
const bySize = new Int32Array(12);
let below = new Uint16Array(1024);
let above = new Uint16Array(1024);

/**
 * The DC differentials of the components `first` to `last` (0 Y, 1 Cb, 2 Cr) that move the picture most: the widest, and of the
 * narrowest that are still taken the first of the slice, since a deviation lasts to the slice's end.
 *
 * A DC coefficient is the sum of its differentials, so a changed one shifts all that follow in the slice by the same amount. With
 * the smallest and largest coefficient from each place to the end of the slice, the deviations allowed there are known; they only
 * widen from place to place, so keeping the deviation is always allowed.
 */
export function gatherDifferentials(
  slice: SliceColumns,
  first: number,
  last: number,
  limit: number,
  into: SlicePlaces,
): void {
  const { dcCount, dcComponent, dcSize, dcLevel, dcPosition, dcMaximum } = slice;
  if (dcCount > below.length) {
    below = new Uint16Array(dcCount * 2);
    above = new Uint16Array(dcCount * 2);
  }
  lowest.fill(dcMaximum);
  highest.fill(0);
  bySize.fill(0);
  for (let i = dcCount - 1; i >= 0; i--) {
    const component = dcComponent[i] ?? 0;
    if (component < first || component > last) continue;
    const level = dcLevel[i] ?? 0;
    if (level < (lowest[component] ?? 0)) lowest[component] = level;
    if (level > (highest[component] ?? 0)) highest[component] = level;
    below[i] = lowest[component] ?? 0;
    above[i] = dcMaximum - (highest[component] ?? 0);
    const size = dcSize[i] ?? 0;
    bySize[size] = (bySize[size] ?? 0) + 1;
  }
  let threshold = 11;
  let left = limit;
  while (threshold > 1 && left > (bySize[threshold] ?? 0)) left -= bySize[threshold--] ?? 0;
  for (let i = 0; i < dcCount; i++) {
    const component = dcComponent[i] ?? 0;
    if (component < first || component > last) continue;
    const size = dcSize[i] ?? 0;
    if (size < threshold || (size === threshold && left-- <= 0)) continue;
    into.add(dcPosition[i] ?? 0, size, component - first, below[i] ?? 0, above[i] ?? 0);
  }
}
