import { Innocence } from './innocence.ts';
import { countKinds } from './observed.ts';
import { OrderScorer } from './score-order.ts';
import type { SeenFilm } from './see-film.ts';

/** How likely it may be that of all orders that are looked at, any one is accused that has nothing to do with the image. */
const FALSE_ACCUSATION = 1e-9;

/** How an order stands against an image. */
interface Suspicion {
  /** In standard deviations of what innocent orders have; these have 0 on average. */
  readonly score: number;
  /** Decimal logarithm of a bound of the chance that any innocent one of all these orders has such a score; null: it is not accused. */
  readonly logChance: number | null;
}

/** Compares orders with what was seen of a film. */
export class FilmTrace {
  readonly #scorer: OrderScorer;
  readonly #innocence: Innocence;
  readonly #orders: number;
  /** The score from which on an order is accused, in standard deviations; `Infinity` where nothing was seen. */
  readonly limit: number;

  /** @param orders how many are looked at, of all titles: the more there are, the higher is the limit. */
  constructor(film: SeenFilm, orders: number) {
    this.#orders = Math.max(1, orders);
    this.#scorer = new OrderScorer(film.blocks);
    this.#innocence = new Innocence(countKinds(film.blocks.map(({ observed }) => observed)));
    const limit = this.#innocence.limit(Math.log(FALSE_ACCUSATION / this.#orders));
    this.limit = limit / (this.#innocence.deviation || 1);
  }

  /** @param key of the order's level, 32 bytes. */
  suspect(key: Uint8Array): Suspicion {
    const { deviation } = this.#innocence;
    if (deviation === 0) return { score: 0, logChance: null };
    const sum = this.#scorer.score(key);
    const score = sum / deviation;
    if (score < this.limit) return { score, logChance: null };
    const chance = this.#innocence.logChance(sum) + Math.log(this.#orders);
    return { score, logChance: Math.min(0, chance) / Math.LN10 };
  }
}
