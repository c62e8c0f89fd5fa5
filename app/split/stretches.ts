import type { Extent } from '../foundation/byte-source.ts';

/** A place of whole bytes that is replaced by computed ones: the head of an AC-3 frame. */
export interface Stretch {
  /** What has to be known of the place to compute what is written there, 0 to 255. */
  readonly shape: number;
  /** Its bytes, from the begin of the block; more than one piece where packet headers cut it. */
  readonly pieces: readonly Extent[];
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

/** Writes bytes over pieces of a block. */
export function writePieces(block: Uint8Array, pieces: readonly Extent[], bytes: Uint8Array): void {
  let done = 0;
  for (const { offset, length } of pieces) {
    block.set(bytes.subarray(done, done + length), offset);
    done += length;
  }
}
