import type { Extent } from '../foundation/byte-source.ts';
import type { Stretch } from './stretches.ts';

/** Of a stretch: its shape, and how many pieces it has. */
const ROW = 2;
/** Of a piece: first byte in the block (3), bytes (1). */
const PIECE = 4;
/** What fits into the row of a piece; others are no candidates. */
export const LONGEST_PIECE = 255;
export const LAST_BEGIN = 0xff_ffff;
export const MOST_PIECES = 255;

/** Bytes that {@link writeStretches} takes. */
export function stretchesBytes(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { pieces }) => sum + ROW + PIECE * pieces.length, 0);
}

/** Writes stretches as they stand in positions (README, "Positions"). */
export function writeStretches(
  into: Uint8Array,
  from: number,
  stretches: readonly Stretch[],
): void {
  let at = from;
  for (const { shape, pieces } of stretches) {
    into[at++] = shape;
    into[at++] = pieces.length;
    for (const { offset, length } of pieces) {
      into[at++] = offset;
      into[at++] = offset >>> 8;
      into[at++] = offset >>> 16;
      into[at++] = length;
    }
  }
}

/** @returns null if the bytes are no `count` stretches of a block of `length` bytes. */
export function readStretches(
  bytes: Uint8Array,
  from: number,
  count: number,
  length: number,
): Stretch[] | null {
  const stretches: Stretch[] = [];
  let at = from;
  for (let left = count; left > 0; left--) {
    if (at + ROW > bytes.length) return null;
    const shape = bytes[at++] ?? 0;
    const pieces: Extent[] = [];
    for (let more = bytes[at++] ?? 0; more > 0; more--) {
      if (at + PIECE > bytes.length) return null;
      const offset = (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8) + ((bytes[at + 2] ?? 0) << 16);
      const piece = { offset, length: bytes[at + 3] ?? 0 };
      if (offset + piece.length > length) return null;
      pieces.push(piece);
      at += PIECE;
    }
    stretches.push({ shape, pieces });
  }
  return at === bytes.length ? stretches : null;
}
