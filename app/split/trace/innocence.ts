import { chanceOfChange, OBSERVED } from './observed.ts';
import { weights } from './weights.ts';

/** One kind of place, as an order that has nothing to do with the image meets it. */
interface Kind {
  readonly count: number;
  /** Chance that its bit is changed. */
  readonly q: number;
  readonly ifChanged: number;
  readonly ifNot: number;
}

/**
 * What scores orders have that have nothing to do with an image. Their bits are known to have been drawn by chance, independent of what
 * stands in the image, place by place, so the chance of a score is bounded exactly (Chernoff), not taken from a bell curve that may
 * not hold so far out: P(score >= s) <= E(exp(t x score)) / exp(t x s), for every t > 0.
 */
export class Innocence {
  readonly #kinds: readonly Kind[];
  /** Standard deviation of their scores; their mean is 0. */
  readonly deviation: number;

  /** @param counts as `countKinds` gives them. */
  constructor(counts: Uint32Array) {
    const kinds: Kind[] = [];
    let variance = 0;
    for (let observed = 4; observed < OBSERVED; observed++) {
      const count = counts[observed] ?? 0;
      if (count === 0) continue;
      const original = (observed >>> 1) & 1;
      const q = chanceOfChange(observed);
      const ifChanged = weights[2 * observed + (1 - original)] ?? 0;
      const ifNot = weights[2 * observed + original] ?? 0;
      kinds.push({ count, q, ifChanged, ifNot });
      variance += count * (q * ifChanged ** 2 + (1 - q) * ifNot ** 2);
    }
    this.#kinds = kinds;
    this.deviation = Math.sqrt(variance);
  }

  /**
   * The least score that an innocent order has with no more than a given chance.
   *
   * @param logChance natural logarithm of that chance.
   */
  limit(logChance: number): number {
    if (this.deviation === 0) return Infinity;
    return leastValue((t) => (this.#logMoment(t) - logChance) / t, this.deviation);
  }

  /** Natural logarithm of a bound of the chance that an innocent order has this score, or a higher one; 0 at most. */
  logChance(score: number): number {
    if (this.deviation === 0 || score <= 0) return 0;
    return Math.min(
      0,
      leastValue((t) => this.#logMoment(t) - t * score, this.deviation),
    );
  }

  /** ln E(exp(t x score)). */
  #logMoment(t: number): number {
    let sum = 0;
    for (const { count, q, ifChanged, ifNot } of this.#kinds) {
      const [less, more] = ifChanged < ifNot ? [ifChanged, ifNot] : [ifNot, ifChanged];
      const chanceOfMore = ifChanged < ifNot ? 1 - q : q;
      const rest = (1 - chanceOfMore) * Math.exp(t * (less - more));
      sum += count * (t * more + Math.log(chanceOfMore + rest));
    }
    return sum;
  }
}

const STEPS = 80;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The least value of a function of t that first falls and then rises, for t from a thousandth to a million standard deviations:
 * golden section of ln t. A t that is not quite the best gives a bound that is not quite the best, and holds all the same.
 */
function leastValue(valueAt: (t: number) => number, deviation: number): number {
  const at = (logT: number) => valueAt(Math.exp(logT) / deviation);
  let low = Math.log(1e-3);
  let high = Math.log(1e6);
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let leftValue = at(left);
  let rightValue = at(right);
  for (let step = 0; step < STEPS; step++) {
    if (leftValue <= rightValue) {
      high = right;
      [right, rightValue] = [left, leftValue];
      left = high - GOLDEN * (high - low);
      leftValue = at(left);
    } else {
      low = left;
      [left, leftValue] = [right, rightValue];
      right = low + GOLDEN * (high - low);
      rightValue = at(right);
    }
  }
  return Math.min(leftValue, rightValue);
}
