import { BIT_LANES, LANES, type Level } from './lanes.ts';
import type { Stretch } from './stretches.ts';

/** No lane of a level has more candidates in one block: files count them in 16 bits, with what fills wide gaps. */
export const MOST_IN_LANE = 60_000;

/** The candidates of one lane of one level in one block, as columns that grow, in stream order, none touching another. */
export class LaneColumns {
  count = 0;
  /** First bit, from the begin of the block. */
  positions = new Uint32Array(256);
  /** Differentials only: bits, 1 to 11. */
  widths: Uint8Array;
  /** Differentials only: 1 at the first candidate of a chain, where the running deviation is 0 again. */
  starts: Uint8Array;
  /** Differentials only: what the running deviation may be below and above 0 from here to the end of the chain. */
  below: Uint16Array;
  above: Uint16Array;
  readonly #isDifferential: boolean;

  constructor(isDifferential: boolean) {
    this.#isDifferential = isDifferential;
    const capacity = isDifferential ? 256 : 0;
    this.widths = new Uint8Array(capacity);
    this.starts = new Uint8Array(capacity);
    this.below = new Uint16Array(capacity);
    this.above = new Uint16Array(capacity);
  }

  /** Adds a bit behind the last one. Where the lane is full it is left out. */
  addBit(position: number): void {
    if (this.count === this.positions.length) this.#grow();
    if (this.count < MOST_IN_LANE) this.positions[this.count++] = position;
  }

  /** Adds a differential behind the last one. Where the lane is full it is left out. */
  addDifferential(
    position: number,
    width: number,
    isStart: boolean,
    below: number,
    above: number,
  ): void {
    if (this.count === this.positions.length) this.#grow();
    if (this.count >= MOST_IN_LANE) return;
    const at = this.count++;
    this.positions[at] = position;
    this.widths[at] = width;
    this.starts[at] = isStart ? 1 : 0;
    this.below[at] = below;
    this.above[at] = above;
  }

  #grow(): void {
    const capacity = this.positions.length * 2;
    this.positions = grown(this.positions, new Uint32Array(capacity));
    if (!this.#isDifferential) return;
    this.widths = grown(this.widths, new Uint8Array(capacity));
    this.starts = grown(this.starts, new Uint8Array(capacity));
    this.below = grown(this.below, new Uint16Array(capacity));
    this.above = grown(this.above, new Uint16Array(capacity));
  }
}

/** The candidates of one level in one block. */
export class LevelCandidates {
  /** By number of the lane. */
  readonly lanes: readonly LaneColumns[] = Array.from(
    { length: LANES },
    (_, number) => new LaneColumns(number >= BIT_LANES),
  );
  /** Candidates of whole bytes; they are few. */
  stretches: Stretch[] = [];

  get isEmpty(): boolean {
    return this.stretches.length === 0 && this.lanes.every(({ count }) => count === 0);
  }

  /** @throws RangeError for a number that no lane has. */
  lane(number: number): LaneColumns {
    const found = this.lanes[number];
    if (found === undefined) throw new RangeError(`There is no lane ${number}`);
    return found;
  }

  clear(): void {
    for (const lane of this.lanes) lane.count = 0;
    this.stretches = [];
  }
}

/** The candidates of one block. No place is in both levels, and no chain of differentials. */
export class BlockCandidates implements Readonly<Record<Level, LevelCandidates>> {
  readonly distributor = new LevelCandidates();
  readonly order = new LevelCandidates();

  clear(): void {
    this.distributor.clear();
    this.order.clear();
  }
}

function grown<Column extends Uint8Array | Uint16Array | Uint32Array>(
  column: Column,
  larger: Column,
): Column {
  larger.set(column);
  return larger;
}
