import type { Extent } from '../foundation/byte-source.ts';

/** A place of whole bytes that a class replaces by computed ones. */
export interface Stretch {
  readonly lane: number;
  /** What the class has to know of the place, 0 to 255. */
  readonly shape: number;
  /** Its bytes, from the begin of the block; more than one piece where packet headers cut it. */
  readonly pieces: readonly Extent[];
}

/** A stretch that is drawn, and what is written there. */
export interface DrawnStretch {
  readonly lane: number;
  readonly pieces: readonly Extent[];
  readonly bytes: Uint8Array;
}

/** Bytes of all pieces. */
export function totalBytes(pieces: readonly Extent[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** What stands in pieces of a block, one after another. */
export function readPieces(block: Uint8Array, pieces: readonly Extent[]): Uint8Array {
  const bytes = new Uint8Array(totalBytes(pieces));
  let done = 0;
  for (const { offset, length } of pieces) {
    bytes.set(block.subarray(offset, offset + length), done);
    done += length;
  }
  return bytes;
}

/**
 * Writes bytes over pieces of a block.
 *
 * @param part a part of the block.
 * @param from where that part begins, in bytes from the begin of the block. Pieces are clipped to the part.
 */
export function writePieces(
  part: Uint8Array,
  from: number,
  pieces: readonly Extent[],
  bytes: Uint8Array,
): void {
  let done = 0;
  for (const { offset, length } of pieces) {
    const first = Math.max(offset, from);
    const end = Math.min(offset + length, from + part.length);
    if (first < end)
      part.set(bytes.subarray(done + first - offset, done + end - offset), first - from);
    done += length;
  }
}
