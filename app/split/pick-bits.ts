import { DRAW_BYTES } from './chance.ts';

/**
 * Picks the bits of the drawn candidates out of those of all, in order, packed again: what `collectBits` gives for the same draw.
 *
 * The hottest loop of the complement service. It has no branch on the draw, which half of the time would be foretold wrongly:
 * what is not drawn is shifted in with a width of 0.
 *
 * @param kinds of the candidates; the low four bits are their widths, 11 bits at most.
 * @param bits of all candidates, packed.
 * @param chance two bytes a candidate; the first bit says whether it is drawn.
 * @param into has room for as many bytes as `bits`, and two more, from `at` on.
 * @returns bytes written.
 */
export function pickBits(
  kinds: Uint8Array,
  bits: Uint8Array,
  chance: Uint8Array,
  into: Uint8Array,
  at: number,
): number {
  let read = 0;
  let ahead = 0;
  let aheadBits = 0;
  let write = at;
  let packed = 0;
  let packedBits = 0;
  for (let i = 0; i < kinds.length; i++) {
    const width = (kinds[i] ?? 0) & 15;
    if (aheadBits < width) {
      ahead = (ahead << 16) | ((bits[read] ?? 0) << 8) | (bits[read + 1] ?? 0);
      read += 2;
      aheadBits += 16;
    }
    aheadBits -= width;
    const drawn = -((chance[i * DRAW_BYTES] ?? 0) >>> 7);
    const taken = width & drawn;
    packed = (packed << taken) | ((ahead >>> aheadBits) & ((1 << taken) - 1));
    packedBits += taken;
    if (packedBits >= 16) {
      packedBits -= 16;
      into[write] = packed >>> (packedBits + 8);
      into[write + 1] = packed >>> packedBits;
      write += 2;
    }
  }
  // Fewer than 16 bits are left.
  if (packedBits > 0)
    into[write++] = packedBits >= 8 ? packed >>> (packedBits - 8) : packed << (8 - packedBits);
  if (packedBits > 8) into[write++] = packed << (16 - packedBits);
  return write - at;
}
