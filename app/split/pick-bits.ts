import type { OriginalParts } from './originals-block.ts';

/**
 * Picks the bits of the drawn candidates out of those of all, in order, packed again: what `collectBits` gives for the same draw.
 *
 * The hottest loop of the complement service. It has no branch on the draw, which half of the time would be foretold wrongly:
 * what is not drawn is shifted in with a width of 0. Two candidates a turn, one byte of widths, is a third faster than one.
 *
 * @param draws a bit a candidate, from byte `drawsAt` on.
 * @param into has room for as many bytes as all bits take, and two more, from `at` on.
 * @returns bytes written.
 */
export function pickBits(
  { count, widths, bits }: Pick<OriginalParts, 'count' | 'widths' | 'bits'>,
  draws: Uint8Array,
  drawsAt: number,
  into: Uint8Array,
  at: number,
): number {
  let read = 0;
  let ahead = 0;
  let aheadBits = 0;
  let write = at;
  let packed = 0;
  let packedBits = 0;
  // The second half of a last odd byte of widths is 0: nothing is read or written for it.
  for (let pair = 0; pair * 2 < count; pair++) {
    const drawn = (draws[drawsAt + (pair >>> 2)] ?? 0) << ((pair & 3) * 2);
    const both = widths[pair] ?? 0;
    const first = both >>> 4;
    const second = both & 15;
    if (aheadBits < first) {
      ahead = (ahead << 16) | ((bits[read] ?? 0) << 8) | (bits[read + 1] ?? 0);
      read += 2;
      aheadBits += 16;
    }
    aheadBits -= first;
    const takenFirst = first & -((drawn >>> 7) & 1);
    packed = (packed << takenFirst) | ((ahead >>> aheadBits) & ((1 << takenFirst) - 1));
    packedBits += takenFirst;
    if (packedBits >= 16) {
      packedBits -= 16;
      into[write] = packed >>> (packedBits + 8);
      into[write + 1] = packed >>> packedBits;
      write += 2;
    }
    if (aheadBits < second) {
      ahead = (ahead << 16) | ((bits[read] ?? 0) << 8) | (bits[read + 1] ?? 0);
      read += 2;
      aheadBits += 16;
    }
    aheadBits -= second;
    const takenSecond = second & -((drawn >>> 6) & 1);
    packed = (packed << takenSecond) | ((ahead >>> aheadBits) & ((1 << takenSecond) - 1));
    packedBits += takenSecond;
    if (packedBits >= 16) {
      packedBits -= 16;
      into[write] = packed >>> (packedBits + 8);
      into[write + 1] = packed >>> packedBits;
      write += 2;
    }
  }
  // Fewer than 16 bits are left.
  const left = packed << (16 - packedBits);
  if (packedBits > 0) into[write++] = left >>> 8;
  if (packedBits > 8) into[write++] = left;
  return write - at;
}
