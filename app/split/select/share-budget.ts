import type { BlockOffers } from './block-offers.ts';
import { SIZES } from './block-offers.ts';
import { BIT_SOURCES, DIFFERENTIAL_SOURCES, type LevelPlan, SOURCES } from './sources.ts';

/** The pressure is looked for between 2^-6 and 2^10, in steps of 1/256 of an octave. */
const LOWEST = -6 * 256;
const HIGHEST = 10 * 256;

/** Fractions of quotas are given to every so many slices: the golden section spreads them over the picture. */
const SPREAD = 0.618_033_988_749_895;

/**
 * Shares a budget among the slices and sources of a block. Every quota is multiplied by one pressure, the largest that the budget
 * allows: so what one source does not have goes to the others, in proportion to their quotas.
 */
export class BudgetShare {
  /** For each slice, {@link SOURCES} numbers: how many candidates it gives. */
  counts = new Int32Array(0);

  /**
   * @param budget bits of candidates.
   * @param availableOf how many offers of a source a slice has for this level.
   */
  share(
    offers: BlockOffers,
    plan: LevelPlan,
    budget: number,
    availableOf: (slice: number, source: number) => number,
  ): void {
    const entries = offers.slices * SOURCES;
    if (this.counts.length < entries) this.counts = new Int32Array(entries * 2);
    this.#collect(offers, availableOf);
    let low = LOWEST;
    let high = HIGHEST;
    if (this.#spend(offers, plan, 2 ** (HIGHEST / 256)) <= budget) return;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#spend(offers, plan, 2 ** (middle / 256)) <= budget) low = middle;
      else high = middle;
    }
    this.#spend(offers, plan, 2 ** (low / 256));
  }

  #available = new Int32Array(0);

  #collect(offers: BlockOffers, availableOf: (slice: number, source: number) => number): void {
    const entries = offers.slices * SOURCES;
    if (this.#available.length < entries) this.#available = new Int32Array(entries * 2);
    for (let slice = 0, at = 0; slice < offers.slices; slice++) {
      for (let number = 0; number < SOURCES; number++) {
        this.#available[at++] = availableOf(slice, number);
      }
    }
  }

  /** Fills the counts. @returns what they cost, in bits. */
  #spend(offers: BlockOffers, plan: LevelPlan, pressure: number): number {
    const available = this.#available;
    const counts = this.counts;
    let bits = 0;
    for (let slice = 0, at = 0; slice < offers.slices; slice++) {
      const quotas = plan.quotas[(offers.types[slice] ?? 1) - 1];
      if (quotas === undefined) continue;
      const dither = (slice * SPREAD) % 1;
      for (let number = 0; number < SOURCES; number++, at++) {
        const most = available[at] ?? 0;
        if (most === 0) {
          counts[at] = 0;
          continue;
        }
        const count = Math.min(most, Math.floor((quotas[number] ?? 0) * pressure + dither));
        counts[at] = count;
        bits += number < BIT_SOURCES ? count : widthOf(offers, slice, number - BIT_SOURCES, count);
      }
    }
    return bits;
  }
}

/** Bits of the `count` widest differentials of a chain. */
function widthOf(offers: BlockOffers, slice: number, chain: number, count: number): number {
  const from = (slice * DIFFERENTIAL_SOURCES + chain) * SIZES;
  let bits = 0;
  let left = count;
  for (let size = SIZES - 1; size > 0 && left > 0; size--) {
    const taken = Math.min(left, offers.bySize[from + size] ?? 0);
    bits += taken * size;
    left -= taken;
  }
  return bits;
}
