import type { ByteSource, Extent } from '../foundation/byte-source.ts';

/** A stretch of the VOBs that lies in a requested part of the image. */
export interface Overlap {
  /** In bytes from the begin of the VOBs. */
  readonly vobPosition: number;
  /** In bytes from the begin of the requested part. */
  readonly at: number;
  readonly length: number;
}

/** The VOBs of an image as one row of bytes: its extents one after another. */
export class VobSpace {
  readonly #extents: readonly Extent[];
  /** Where each extent begins in the row. */
  readonly #starts: readonly number[];
  /** Bytes of the row. */
  readonly length: number;

  constructor(extents: readonly Extent[]) {
    this.#extents = extents;
    let length = 0;
    this.#starts = extents.map((extent) => (length += extent.length) - extent.length);
    this.length = length;
  }

  /** Fills `into` from a place in the row. @returns bytes read. */
  read(source: ByteSource, position: number, into: Uint8Array): number {
    let done = 0;
    for (const [index, extent] of this.#extents.entries()) {
      const start = this.#starts[index] ?? 0;
      const from = position + done - start;
      if (done === into.length) break;
      if (from < 0 || from >= extent.length) continue;
      const length = Math.min(extent.length - from, into.length - done);
      done += source.read(extent.offset + from, into.subarray(done, done + length));
    }
    return done;
  }

  /** Where in the image a place of the row lies. */
  imagePosition(position: number): number {
    for (const [index, extent] of this.#extents.entries()) {
      const from = position - (this.#starts[index] ?? 0);
      if (from >= 0 && from < extent.length) return extent.offset + from;
    }
    return -1;
  }

  /** What of the row lies in `length` bytes of the image from `position`. */
  overlaps(position: number, length: number): Overlap[] {
    const found: Overlap[] = [];
    for (const [index, extent] of this.#extents.entries()) {
      const from = Math.max(position, extent.offset);
      const to = Math.min(position + length, extent.offset + extent.length);
      if (from >= to) continue;
      const vobPosition = (this.#starts[index] ?? 0) + from - extent.offset;
      found.push({ vobPosition, at: from - position, length: to - from });
    }
    return found;
  }

  /** The parts of an image of `size` bytes that are neither VOBs nor in `more`, in order. */
  rest(size: number, more: Extent | null): Extent[] {
    const taken = [...this.#extents, ...(more === null ? [] : [more])].sort(
      (a, b) => a.offset - b.offset,
    );
    const rest: Extent[] = [];
    let at = 0;
    for (const extent of taken) {
      if (extent.offset > at) rest.push({ offset: at, length: extent.offset - at });
      at = Math.max(at, extent.offset + extent.length);
    }
    if (size > at) rest.push({ offset: at, length: size - at });
    return rest;
  }
}
