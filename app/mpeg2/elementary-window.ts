/** Zero bytes after the end of a window, so that fetching 32 bits never leaves it, not even from a damaged block. */
const PADDING = 512;

/**
 * The video, or one stream of sound, of one stretch of a program stream, without its packet headers, and where each of its bits
 * stands in the program stream. Packets cut codes anywhere: the eight bits of a code may lie in two packs.
 */
export class ElementaryWindow {
  #bytes: Uint8Array;
  #length = 0;
  #segments = 0;
  /** First byte of each segment, in this window. */
  #starts = new Uint32Array(512);
  /** What is added to a place in this window to have its place in the program stream. */
  #shifts = new Int32Array(512);

  /** @param capacity bytes that it begins with; it grows. */
  constructor(capacity: number = 1 << 19) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Holds `length` bytes of the stream, then zeros. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#length;
  }

  /** How many stretches were appended. */
  get segments(): number {
    return this.#segments;
  }

  /** Where a segment begins in this window, counted from 0; its length if there are no more. */
  segmentAt(number: number): number {
    return number < this.#segments ? (this.#starts[number] ?? 0) : this.#length;
  }

  clear(): void {
    this.#length = 0;
    this.#segments = 0;
  }

  /** Appends the bytes `from` to `to` of a stretch of program stream. */
  append(stretch: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (this.#length + length + PADDING > this.#bytes.length) this.#grow(length);
    this.#bytes.set(stretch.subarray(from, to), this.#length);
    if (this.#segments === this.#starts.length) this.#growSegments();
    this.#starts[this.#segments] = this.#length;
    this.#shifts[this.#segments] = from - this.#length;
    this.#segments++;
    this.#length += length;
  }

  /** To be called after the last {@link append}: puts the zeros behind the bytes. */
  seal(): void {
    this.#bytes.fill(0, this.#length, this.#length + PADDING);
  }

  /** A reader of places, for bits asked in any order; fastest in rising order. */
  places(): (bit: number) => number {
    const starts = this.#starts;
    const shifts = this.#shifts;
    const last = this.#segments - 1;
    let segment = 0;
    return (bit) => {
      const byte = bit >>> 3;
      while (segment < last && (starts[segment + 1] ?? 0) <= byte) segment++;
      while (segment > 0 && (starts[segment] ?? 0) > byte) segment--;
      return bit + (shifts[segment] ?? 0) * 8;
    };
  }

  /** Where some bytes of this window stand in the program stream: one extent for each segment that they lie in. */
  extents(at: number, length: number): { readonly offset: number; readonly length: number }[] {
    const found: { readonly offset: number; readonly length: number }[] = [];
    const end = Math.min(at + length, this.#length);
    let segment = this.#segmentOf(at);
    for (let from = at; from < end; segment++) {
      const to = Math.min(end, this.segmentAt(segment + 1));
      if (to > from) found.push({ offset: from + (this.#shifts[segment] ?? 0), length: to - from });
      from = Math.max(from, to);
    }
    return found;
  }

  /** The last segment that begins at `at` or before. */
  #segmentOf(at: number): number {
    let low = 0;
    let high = this.#segments - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #grow(length: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length + PADDING));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }

  #growSegments(): void {
    const starts = new Uint32Array(this.#starts.length * 2);
    const shifts = new Int32Array(this.#shifts.length * 2);
    starts.set(this.#starts);
    shifts.set(this.#shifts);
    this.#starts = starts;
    this.#shifts = shifts;
  }
}
