import type { Stretch } from './stretches.ts';

/** The candidates of one block, as columns that grow, in stream order. Positions are bits from the begin of the block. */
export class CandidateColumns {
  count = 0;
  positions = new Uint32Array(1024);
  widths = new Uint8Array(1024);
  lanes = new Uint8Array(1024);
  /** Bits before a packet boundary cuts the place in two; 0 where it is whole. */
  heads = new Uint8Array(1024);
  /** Where it goes on behind the boundary. */
  continuations = new Uint32Array(1024);
  below = new Uint16Array(1024);
  above = new Uint16Array(1024);
  /** 1 at the first candidate of a slice, where all running deviations are 0 again. */
  sliceStarts = new Uint8Array(1024);
  /** Candidates of whole bytes; they are few. */
  stretches: Stretch[] = [];

  constructor(capacity: number = 1024) {
    if (capacity > 1024) this.#resize(capacity);
  }

  get isEmpty(): boolean {
    return this.count === 0 && this.stretches.length === 0;
  }

  clear(): void {
    this.count = 0;
    this.stretches = [];
  }

  /** Makes room for `more` candidates. */
  reserve(more: number): void {
    const needed = this.count + more;
    if (needed > this.positions.length) this.#resize(Math.max(needed, this.positions.length * 2));
  }

  #resize(capacity: number): void {
    this.positions = grown(this.positions, new Uint32Array(capacity));
    this.widths = grown(this.widths, new Uint8Array(capacity));
    this.lanes = grown(this.lanes, new Uint8Array(capacity));
    this.heads = grown(this.heads, new Uint8Array(capacity));
    this.continuations = grown(this.continuations, new Uint32Array(capacity));
    this.below = grown(this.below, new Uint16Array(capacity));
    this.above = grown(this.above, new Uint16Array(capacity));
    this.sliceStarts = grown(this.sliceStarts, new Uint8Array(capacity));
  }
}

function grown<Column extends Uint8Array | Uint16Array | Uint32Array>(
  column: Column,
  larger: Column,
): Column {
  larger.set(column);
  return larger;
}
