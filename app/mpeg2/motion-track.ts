import type { MotionLeftOut, SliceColumns } from './slice-columns.ts';

/** Further than any vector can lead. */
const ANYWHERE = 1 << 28;

/** Bits of a step. */
export const motionStep = {
  /** The second of two vectors (`r` is 1). */
  second: 1,
  /** The vertical component (`t` is 1). */
  vertical: 2,
  /** In lines of a field, predicted from half the predictor, which holds lines of a frame (§7.6.3.1). */
  halved: 4,
  /** The second predictor takes the value of the first (§7.6.3.3). */
  copied: 8,
} as const;
const RESET = 16;

/**
 * The vectors of one slice of a P picture, component by component, and which of their signs may be flipped together.
 *
 * Each component of a vector is its predictor and a difference; a flipped difference moves the vector, and through the
 * predictors all that follow until they are reset. Going backwards, each predictor's deviations are found with which every vector
 * still to come stays inside its bounds; going forwards, a sign is accepted if the lowest and the highest deviation that any
 * subset of the accepted ones has stay within. In stream order, first come first served.
 */
export class MotionTrack {
  #count = 0;
  #steps = new Uint8Array(0);
  #vectors = new Int32Array(0);
  #predictors = new Int32Array(0);
  #lowest = new Int32Array(0);
  #highest = new Int32Array(0);
  #differences = new Int32Array(0);
  #signs = new Int32Array(0);
  /** Deviations of the vector that are allowed, below and above 0. */
  #below = new Int32Array(0);
  #above = new Int32Array(0);
  readonly #down = new Int32Array(4);
  readonly #up = new Int32Array(4);

  /** Begins a slice. */
  begin(macroblockWidth: number): void {
    this.#count = 0;
    // Two vectors of two components, and a reset.
    const capacity = macroblockWidth * 5;
    if (capacity <= this.#steps.length) return;
    this.#steps = new Uint8Array(capacity);
    this.#vectors = new Int32Array(capacity);
    this.#predictors = new Int32Array(capacity);
    this.#lowest = new Int32Array(capacity);
    this.#highest = new Int32Array(capacity);
    this.#differences = new Int32Array(capacity);
    this.#signs = new Int32Array(capacity);
    this.#below = new Int32Array(capacity);
    this.#above = new Int32Array(capacity);
  }

  /** All predictors are 0 again. */
  reset(): void {
    if (this.#count > 0 && this.#steps[this.#count - 1] !== RESET) {
      this.#steps[this.#count++] = RESET;
    }
  }

  /**
   * @param predictor before the vector; in lines of a frame if `halved`.
   * @param lowest lowest value that the vector may have: of its range and of all predictions that are made with it.
   * @param difference what was added to the predictor.
   * @param sign its sign bit; -1: it has none, or is not to be flipped.
   */
  add(
    step: number,
    vector: number,
    predictor: number,
    lowest: number,
    highest: number,
    difference: number,
    sign: number,
  ): void {
    const at = this.#count++;
    this.#steps[at] = step;
    this.#vectors[at] = vector;
    this.#predictors[at] = predictor;
    this.#lowest[at] = lowest;
    this.#highest[at] = highest;
    this.#differences[at] = difference;
    this.#signs[at] = sign;
  }

  /** Ends a slice: writes the signs that may be flipped. */
  settle(columns: SliceColumns): void {
    if (this.#count === 0) return;
    const isInside = this.#findAllowed();
    const hasSign = this.#accept(columns);
    columns.motionLeftOut = columns.motionCount > 0 ? null : reasonOf(hasSign, isInside);
  }

  /** From the last vector to the first. @returns whether all vectors are inside of their bounds. */
  #findAllowed(): boolean {
    const below = this.#down.fill(ANYWHERE);
    const above = this.#up.fill(ANYWHERE);
    let isInside = true;
    for (let at = this.#count - 1; at >= 0; at--) {
      const step = this.#steps[at] ?? 0;
      if (step === RESET) {
        below.fill(ANYWHERE);
        above.fill(ANYWHERE);
        continue;
      }
      const chain = step & 3;
      let lower = below[chain] ?? 0;
      let upper = above[chain] ?? 0;
      if ((step & motionStep.copied) !== 0) {
        lower = Math.min(lower, below[chain | 1] ?? 0);
        upper = Math.min(upper, above[chain | 1] ?? 0);
        below[chain | 1] = ANYWHERE;
        above[chain | 1] = ANYWHERE;
      }
      const isHalved = (step & motionStep.halved) !== 0;
      if (isHalved) {
        lower >>= 1;
        upper >>= 1;
      }
      const vector = this.#vectors[at] ?? 0;
      lower = Math.min(lower, vector - (this.#lowest[at] ?? 0));
      upper = Math.min(upper, (this.#highest[at] ?? 0) - vector);
      if (lower < 0 || upper < 0) isInside = false;
      this.#below[at] = lower;
      this.#above[at] = upper;
      if (isHalved) {
        // floor((p + d) / 2) - floor(p / 2) is to stay within, where d is the deviation of p.
        const odd = (this.#predictors[at] ?? 0) & 1;
        lower = 2 * lower + odd;
        upper = 2 * upper + 1 - odd;
      }
      below[chain] = lower;
      above[chain] = upper;
    }
    return isInside;
  }

  /** From the first vector to the last. @returns whether any has a sign. */
  #accept(columns: SliceColumns): boolean {
    const down = this.#down.fill(0);
    const up = this.#up.fill(0);
    let hasSign = false;
    for (let at = 0; at < this.#count; at++) {
      const step = this.#steps[at] ?? 0;
      if (step === RESET) {
        down.fill(0);
        up.fill(0);
        continue;
      }
      const chain = step & 3;
      let lower = down[chain] ?? 0;
      let upper = up[chain] ?? 0;
      const isHalved = (step & motionStep.halved) !== 0;
      // Deviations of a predictor are even: twice a difference, or twice a vector of a field.
      if (isHalved) {
        lower /= 2;
        upper /= 2;
      }
      const sign = this.#signs[at] ?? 0;
      if (sign >= 0) {
        hasSign = true;
        const difference = this.#differences[at] ?? 0;
        const withLower = lower + Math.max(0, 2 * difference);
        const withUpper = upper + Math.max(0, -2 * difference);
        if (withLower <= (this.#below[at] ?? 0) && withUpper <= (this.#above[at] ?? 0)) {
          lower = withLower;
          upper = withUpper;
          const record = columns.motionCount++;
          columns.motionPosition[record] = sign;
          columns.motionWeight[record] = Math.abs(difference);
        }
      }
      if (isHalved) {
        lower *= 2;
        upper *= 2;
      }
      down[chain] = lower;
      up[chain] = upper;
      if ((step & motionStep.copied) !== 0) {
        down[chain | 1] = lower;
        up[chain | 1] = upper;
      }
    }
    return hasSign;
  }
}

function reasonOf(hasSign: boolean, isInside: boolean): MotionLeftOut {
  if (!hasSign) return 'noDifference';
  return isInside ? 'noRoom' : 'outsidePicture';
}
