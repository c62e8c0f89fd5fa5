/** Stretches of bits of one block that are written over, in rising order, no two touching the same bit. */
export class Runs {
  count = 0;
  /** First bit, from the begin of the block. */
  positions: Uint32Array;
  /** Bits, 1 to 11. */
  widths: Uint8Array;

  constructor(capacity: number = 4096) {
    this.positions = new Uint32Array(capacity);
    this.widths = new Uint8Array(capacity);
  }

  add(position: number, width: number): void {
    if (this.count === this.positions.length) {
      const positions = new Uint32Array(this.count * 2);
      const widths = new Uint8Array(this.count * 2);
      positions.set(this.positions);
      widths.set(this.widths);
      this.positions = positions;
      this.widths = widths;
    }
    this.positions[this.count] = position;
    this.widths[this.count] = width;
    this.count++;
  }
}
