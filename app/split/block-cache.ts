/** Blocks of which a reader keeps the newest: one read in pieces crosses from one block to the next all the time. */
const KEPT = 3;

/** Makes blocks, and remembers the last few. */
export class BlockCache<Block> {
  readonly #make: (number: number) => Block;
  readonly #drop: (block: Block) => void;
  readonly #kept = new Map<number, Block>();

  /** @param drop is given each block that is not kept any longer. */
  constructor(make: (number: number) => Block, drop: (block: Block) => void = () => {}) {
    this.#make = make;
    this.#drop = drop;
  }

  /** A block, for as long as no other is asked for. */
  get(number: number): Block {
    const found = this.#kept.get(number);
    if (found !== undefined) return found;
    const block = this.#make(number);
    for (const [oldest, old] of this.#kept) {
      if (this.#kept.size < KEPT) break;
      this.#kept.delete(oldest);
      this.#drop(old);
    }
    this.#kept.set(number, block);
    return block;
  }

  /** Drops everything. */
  clear(): void {
    for (const block of this.#kept.values()) this.#drop(block);
    this.#kept.clear();
  }
}

/** The block in which a byte lies: the last whose start is not behind it. */
export function findBlock(
  blocks: number,
  startOf: (number: number) => number,
  position: number,
): number {
  let low = 0;
  let high = blocks;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(middle) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
