/** The largest level that an entry of the window lookup can name. */
const LARGEST = 15;
/** More places than the codes in 16 bits can pass over: 23. */
const REACH = 24;
/** Places of a block, and those behind it that a damaged block may reach. */
const PLACES = 64 + 64;

/**
 * For each place of an intra block, the level from which on one of the next coefficients could be large enough to be recorded. Codes
 * whose largest level is below are passed over without a look at each.
 */
export class QuietLevels {
  readonly #matrix: Uint8Array;
  readonly #scale: Int32Array;
  readonly #rows: (Uint8Array | undefined)[] = [];
  #floor = -1;

  constructor(matrix: Uint8Array, scale: Int32Array) {
    this.#matrix = matrix;
    this.#scale = scale;
  }

  /** By number of the last place that was read, 0 to 63. */
  of(quantiserCode: number, floor: number): Uint8Array {
    if (floor !== this.#floor) {
      this.#rows.length = 0;
      this.#floor = floor;
    }
    return (this.#rows[quantiserCode] ??= this.#build(this.#scale[quantiserCode] ?? 0));
  }

  #build(scale: number): Uint8Array {
    const row = new Uint8Array(PLACES);
    for (let place = 0; place < 64; place++) {
      let steepest = 0;
      for (let next = place + 1; next <= Math.min(63, place + REACH); next++) {
        steepest = Math.max(steepest, this.#matrix[next] ?? 0);
      }
      const needed = steepest === 0 ? LARGEST : Math.ceil(this.#floor / (steepest * scale));
      row[place] = Math.min(Math.max(needed, 1), LARGEST);
    }
    return row;
  }
}
