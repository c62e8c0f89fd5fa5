/** Single bits that a block offers from one source, as columns that grow, in stream order. */
export class BitOffers {
  count = 0;
  /** First bit, from the begin of the elementary window. */
  positions = new Int32Array(1024);
  /** `rankOf` of how much the bit changes. */
  ranks = new Uint16Array(1024);

  add(position: number, rank: number): void {
    this.reserve(1);
    this.positions[this.count] = position;
    this.ranks[this.count++] = rank;
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    if (this.count + more <= this.positions.length) return;
    const capacity = 2 * (this.count + more);
    const positions = new Int32Array(capacity);
    positions.set(this.positions);
    this.positions = positions;
    const ranks = new Uint16Array(capacity);
    ranks.set(this.ranks);
    this.ranks = ranks;
  }
}

/** DC differentials of one component that a block offers, as columns that grow, in stream order. */
export class DifferentialOffers {
  count = 0;
  positions = new Int32Array(1024);
  /** Bits, 1 to 11. */
  sizes = new Uint8Array(1024);
  /** 1 where the predictors were reset before. */
  starts = new Uint8Array(1024);
  /** What the running deviation may be below and above 0, from here to the end of the chain. */
  below = new Uint16Array(1024);
  above = new Uint16Array(1024);

  add(position: number, size: number, start: number, below: number, above: number): void {
    if (this.count === this.positions.length) this.#grow();
    const at = this.count++;
    this.positions[at] = position;
    this.sizes[at] = size;
    this.starts[at] = start;
    this.below[at] = below;
    this.above[at] = above;
  }

  #grow(): void {
    const positions = new Int32Array(this.count * 2);
    positions.set(this.positions);
    this.positions = positions;
    this.sizes = doubled(this.sizes);
    this.starts = doubled(this.starts);
    const below = new Uint16Array(this.count * 2);
    below.set(this.below);
    this.below = below;
    const above = new Uint16Array(this.count * 2);
    above.set(this.above);
    this.above = above;
  }
}

function doubled(column: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(column.length * 2);
  larger.set(column);
  return larger;
}
