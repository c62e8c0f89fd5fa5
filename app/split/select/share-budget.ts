import { type BlockOffers, SIZES } from './block-offers.ts';
import { BIT_SOURCES, DIFFERENTIAL_SOURCES, type LevelPlan, SOURCES } from './sources.ts';

/** The pressure is looked for between 2^-6 and 2^10, in steps of 1/128 of an octave. */
const STEPS = 128;
const LOWEST = -6 * STEPS;
const HIGHEST = 10 * STEPS;

/** Fractions of quotas are given to every so many slices: the golden section spreads them over the picture. */
const SPREAD = 0.618_033_988_749_895;

/**
 * Shares a budget among the slices and sources of a block. Every quota is multiplied by one pressure, the largest that the budget
 * allows: so what one source does not have goes to the others, in proportion to their quotas.
 */
export class BudgetShare {
  /** For each slice, {@link SOURCES} numbers: how many candidates it gives. */
  counts = new Int32Array(0);
  /** What there is to choose from: entries of the counts that are not 0 for sure, what is available, wanted, and rounded up from. */
  #entries = 0;
  #places = new Int32Array(0);
  #available = new Int32Array(0);
  #quotas = new Float64Array(0);
  #dithers = new Float64Array(0);

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
    this.#collect(offers, plan, availableOf);
    let low = LOWEST;
    let high = HIGHEST;
    if (this.#spend(offers, 2 ** (HIGHEST / STEPS)) <= budget) return;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#spend(offers, 2 ** (middle / STEPS)) <= budget) low = middle;
      else high = middle;
    }
    // Where not even the lowest pressure is low enough, nothing is taken.
    if (this.#spend(offers, 2 ** (low / STEPS)) > budget) this.#spend(offers, 0);
  }

  #collect(
    offers: BlockOffers,
    plan: LevelPlan,
    availableOf: (slice: number, source: number) => number,
  ): void {
    this.#makeRoom(offers.slices * SOURCES);
    this.counts.fill(0, 0, offers.slices * SOURCES);
    this.#entries = 0;
    for (let slice = 0; slice < offers.slices; slice++) {
      const quotas = plan.quotas[(offers.types[slice] ?? 1) - 1];
      const dither = (slice * SPREAD) % 1;
      for (let source = 0; source < SOURCES; source++) {
        const quota = quotas?.[source] ?? 0;
        const available = quota === 0 ? 0 : availableOf(slice, source);
        if (available === 0) continue;
        const entry = this.#entries++;
        this.#places[entry] = slice * SOURCES + source;
        this.#available[entry] = available;
        this.#quotas[entry] = quota;
        this.#dithers[entry] = dither;
      }
    }
  }

  #makeRoom(entries: number): void {
    if (this.counts.length >= entries) return;
    this.counts = new Int32Array(2 * entries);
    this.#places = new Int32Array(2 * entries);
    this.#available = new Int32Array(2 * entries);
    this.#quotas = new Float64Array(2 * entries);
    this.#dithers = new Float64Array(2 * entries);
  }

  /** Fills the counts. @returns what they cost, in bits. */
  #spend(offers: BlockOffers, pressure: number): number {
    const counts = this.counts;
    let bits = 0;
    for (let entry = 0; entry < this.#entries; entry++) {
      const place = this.#places[entry] ?? 0;
      const wished = (this.#quotas[entry] ?? 0) * pressure + (this.#dithers[entry] ?? 0);
      const count = Math.min(this.#available[entry] ?? 0, Math.floor(wished));
      counts[place] = count;
      const slice = Math.floor(place / SOURCES);
      const source = place - slice * SOURCES;
      bits += source < BIT_SOURCES ? count : widthOf(offers, slice, source - BIT_SOURCES, count);
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
