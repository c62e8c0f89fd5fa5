/** Blocks of which a reader keeps the newest: one read in pieces crosses from one block to the next all the time. */
const KEPT = 3;

/** Gives `make(number)`, remembering the last few. */
export function cacheBlocks<Block>(make: (number: number) => Block): (number: number) => Block {
  const kept = new Map<number, Block>();
  return (number) => {
    const found = kept.get(number);
    if (found !== undefined) return found;
    const block = make(number);
    for (const oldest of kept.keys()) {
      if (kept.size < KEPT) break;
      kept.delete(oldest);
    }
    kept.set(number, block);
    return block;
  };
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
