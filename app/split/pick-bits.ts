import type { LevelOriginals } from './originals-level.ts';
import { pickTables } from './pick-tables.ts';

/**
 * Picks the drawn of many bits, in order, packed again: eight at once, and without a branch on the draw, which would be foretold
 * wrongly half of the time.
 *
 * @param draws 1 for each bit that is drawn, at the same place as the bit.
 * @param into has room for as many bytes as `bits`, and one more, from bit `at` on.
 * @param at bits that are there already, whole or not of their byte.
 * @returns bits that are there then.
 */
export function pickBits(
  bits: Uint8Array,
  draws: Uint8Array,
  into: Uint8Array,
  at: number,
): number {
  const { picked, ones } = pickTables();
  let write = at >>> 3;
  let packedBits = at & 7;
  let packed = (into[write] ?? 0) >>> (8 - packedBits);
  for (let i = 0; i < bits.length; i++) {
    const mask = draws[i] ?? 0;
    const count = ones[mask] ?? 0;
    packed = (packed << count) | (picked[(mask << 8) | (bits[i] ?? 0)] ?? 0);
    packedBits += count;
    // Written over again until eight bits are there.
    into[write] = packed >>> (packedBits - 8);
    write += packedBits >>> 3;
    packedBits &= 7;
  }
  if (packedBits > 0) into[write] = packed << (8 - packedBits);
  return write * 8 + packedBits;
}

/**
 * The same for entries of several bits each: differentials. Again eight bits a turn, whatever entries they belong to.
 *
 * @param draws a bit an entry, from byte `drawsAt` on.
 */
export function pickEntries(
  {
    begins,
    differentials,
    differentialBits,
  }: Pick<LevelOriginals, 'begins' | 'differentials' | 'differentialBits'>,
  draws: Uint8Array,
  drawsAt: number,
  into: Uint8Array,
  at: number,
): number {
  const { spread, before, picked, ones } = pickTables();
  const last = differentials.length - 1;
  const lastMask = 0xff << (8 * differentials.length - differentialBits);
  let draw = drawsAt * 8;
  let isDrawn = 0;
  let write = at >>> 3;
  let packedBits = at & 7;
  let packed = (into[write] ?? 0) >>> (8 - packedBits);
  for (let i = 0; i <= last; i++) {
    const beginning = begins[i] ?? 0;
    const byte = draw >>> 3;
    const next = ((((draws[byte] ?? 0) << 8) | (draws[byte + 1] ?? 0)) >>> (8 - (draw & 7))) & 255;
    // An entry goes on from byte to byte as it was drawn.
    let mask = (spread[(beginning << 8) | next] ?? 0) | ((before[beginning] ?? 0) & -isDrawn);
    draw += ones[beginning] ?? 0;
    isDrawn = mask & 1;
    if (i === last) mask &= lastMask;
    const count = ones[mask] ?? 0;
    packed = (packed << count) | (picked[(mask << 8) | (differentials[i] ?? 0)] ?? 0);
    packedBits += count;
    into[write] = packed >>> (packedBits - 8);
    write += packedBits >>> 3;
    packedBits &= 7;
  }
  if (packedBits > 0) into[write] = packed << (8 - packedBits);
  return write * 8 + packedBits;
}
