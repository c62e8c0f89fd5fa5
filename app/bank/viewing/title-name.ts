import type { Clock } from '../../foundation/clock.ts';
import { minutes } from '../../foundation/units.ts';
import type { Catalogue } from '../orders/ports.ts';

/** How long a name is believed. */
const KEPT = minutes(1);

/** How films are called on licences: in English, or by their identifier where they are no longer offered. */
export function titleName(catalogue: Catalogue, titleId: string): string {
  return catalogue.titles().find((title) => title.titleId === titleId)?.name.en ?? titleId;
}

/** The same, remembered: a catalogue reads the record of each of its titles to say what there is. */
export class TitleNames {
  readonly #catalogue: Catalogue;
  readonly #clock: Clock;
  readonly #names = new Map<string, string>();
  #readAt = -Infinity;

  constructor(catalogue: Catalogue, clock: Clock) {
    this.#catalogue = catalogue;
    this.#clock = clock;
  }

  of(titleId: string): string {
    const now = this.#clock.monotonic();
    if (now - this.#readAt >= KEPT) {
      this.#names.clear();
      this.#readAt = now;
    }
    const known = this.#names.get(titleId);
    if (known !== undefined) return known;
    // Those that were added meanwhile are asked for here for the first time.
    for (const title of this.#catalogue.titles()) this.#names.set(title.titleId, title.name.en);
    const name = this.#names.get(titleId) ?? titleId;
    this.#names.set(titleId, name);
    return name;
  }
}
