import type { SliceColumns } from '../../mpeg2/index.ts';

const COMPONENTS = 3;

/**
 * How far the DC coefficients of a slice may all be off, from each differential to the end of its chain.
 *
 * A DC coefficient is the sum of the differentials since the predictors were reset, so a changed one shifts all that follow in its
 * chain by the same amount. With the smallest and the largest coefficient from each place on, the deviations that keep all of them
 * in range are known. They only widen from place to place, so keeping a deviation is always allowed.
 */
export class DcEnvelopes {
  below = new Uint16Array(1024);
  above = new Uint16Array(1024);
  readonly #lowest = new Int32Array(COMPONENTS);
  readonly #highest = new Int32Array(COMPONENTS);

  /** @returns columns beside those of the slice, which the next call fills anew. */
  of(slice: SliceColumns): Pick<DcEnvelopes, 'below' | 'above'> {
    const { dcCount, dcComponent, dcLevel, dcStart, dcMaximum } = slice;
    if (dcCount > this.below.length) {
      this.below = new Uint16Array(dcCount * 2);
      this.above = new Uint16Array(dcCount * 2);
    }
    const lowest = this.#lowest.fill(dcMaximum);
    const highest = this.#highest.fill(0);
    for (let i = dcCount - 1; i >= 0; i--) {
      const component = dcComponent[i] ?? 0;
      const level = dcLevel[i] ?? 0;
      const low = Math.min(lowest[component] ?? 0, level);
      const high = Math.max(highest[component] ?? 0, level);
      this.below[i] = low;
      this.above[i] = dcMaximum - high;
      const isStart = dcStart[i] === 1;
      lowest[component] = isStart ? dcMaximum : low;
      highest[component] = isStart ? 0 : high;
    }
    return this;
  }
}
