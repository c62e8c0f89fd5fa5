/** Largest number of places that a class may offer in one slice. */
const CAPACITY = 4096;

/** The places of one class in one slice, as columns, in stream order. */
export class SlicePlaces {
  count = 0;
  /** First bit, in bits from the begin of the elementary window. */
  readonly positions = new Int32Array(CAPACITY);
  readonly widths = new Uint8Array(CAPACITY);
  /** Lane within the class. */
  readonly lanes = new Uint8Array(CAPACITY);
  /** What the running deviation may be below and above 0 from here to the end of the lane; 0 for plain bits. */
  readonly below = new Uint16Array(CAPACITY);
  readonly above = new Uint16Array(CAPACITY);

  add(position: number, width: number, lane: number, below: number, above: number): void {
    const at = this.count++;
    this.positions[at] = position;
    this.widths[at] = width;
    this.lanes[at] = lane;
    this.below[at] = below;
    this.above[at] = above;
  }
}
