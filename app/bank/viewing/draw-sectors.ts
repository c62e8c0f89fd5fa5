import type { Extent } from '../../foundation/byte-source.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { SECTOR_BYTES } from '../../foundation/units.ts';

/** Sectors that a challenge asks for. */
export const SECTORS_ASKED = 8;
/** How many of them lie in the film, where nearly every sector was changed for this order alone. */
export const SECTORS_IN_FILM = 7;

/**
 * Sectors to ask a disc for: most in the film, the rest anywhere, so that a player that kept only the film is found out too.
 *
 * @param size bytes of the image; a last sector that is not whole is not asked for.
 * @param film where the VOBs lie in it.
 * @returns {@link SECTORS_ASKED} numbers of sectors; one may be there twice.
 */
export function drawSectors(
  size: number,
  film: readonly Extent[],
  randomness: Randomness,
): readonly number[] {
  const whole = [{ first: 0, count: Math.floor(size / SECTOR_BYTES) }];
  const inFilm = film.map(({ offset, length }) => {
    const first = Math.ceil(offset / SECTOR_BYTES);
    return { first, count: Math.max(0, Math.floor((offset + length) / SECTOR_BYTES) - first) };
  });
  const filmOrAll = inFilm.some(({ count }) => count > 0) ? inFilm : whole;
  return Array.from({ length: SECTORS_ASKED }, (_, index) =>
    drawSector(index < SECTORS_IN_FILM ? filmOrAll : whole, randomness),
  );
}

/** One sector of these stretches, each as likely as any other to within 2^-16. */
function drawSector(
  stretches: readonly { readonly first: number; readonly count: number }[],
  randomness: Randomness,
): number {
  const sectors = stretches.reduce((sum, { count }) => sum + count, 0);
  // 48 bits against at most 2 295 104 sectors of a disc.
  let place = Buffer.from(randomness.bytes(6)).readUIntBE(0, 6) % Math.max(1, sectors);
  for (const { first, count } of stretches) {
    if (place < count) return first + place;
    place -= count;
  }
  return 0;
}
