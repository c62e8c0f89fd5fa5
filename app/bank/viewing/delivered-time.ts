/** Distinct playing time: a block counts once, however often it is given. A bit a block: 3 kB for a film of three hours. */
export class DeliveredTime {
  readonly #given: Uint8Array;
  #ticks = 0;

  constructor(blocks: number) {
    this.#given = new Uint8Array(Math.ceil(blocks / 8));
  }

  /** Of all blocks that were given, in ticks of 90 kHz. */
  get ticks(): number {
    return this.#ticks;
  }

  /**
   * @param block from 0, one of those it was made for.
   * @param ticks its playing time.
   * @returns what that adds: 0 where the block was given before.
   */
  add(block: number, ticks: number): number {
    const byte = this.#given[block >> 3] ?? 0xff;
    const bit = 1 << (block & 7);
    if ((byte & bit) !== 0) return 0;
    this.#given[block >> 3] = byte | bit;
    this.#ticks += ticks;
    return ticks;
  }
}
