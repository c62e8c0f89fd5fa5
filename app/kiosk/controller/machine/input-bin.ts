/** Picks that found nothing, one after the other: the first, and two more. */
const MOST_MISSES = 3;

/** Whether the input bin still gives blanks: a sensor, or the books, may count some that no pick finds. */
export class InputBin {
  #misses = 0;

  /** Nothing was picked. */
  noteMiss(): void {
    this.#misses += 1;
  }

  /** A blank was picked. */
  noteBlank(): void {
    this.#misses = 0;
  }

  /** No order is taken that would need a blank; those that wait go on trying. */
  get isInoperative(): boolean {
    return this.#misses >= MOST_MISSES;
  }
}
