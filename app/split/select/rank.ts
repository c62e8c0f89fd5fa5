/** Sixteen ranks an octave: enough to tell what matters more, and few enough to be counted in one pass. */
export const RANKS = 32 * 16;

/** The rank of a size, 0 to 2^27: the larger the size, the higher. */
export function rankOf(size: number): number {
  // Sixteen times, so that the four bits behind the first one always exist.
  const scaled = size * 16 + 16;
  const octave = 31 - Math.clz32(scaled);
  return octave * 16 + ((scaled >>> (octave - 4)) & 15);
}
