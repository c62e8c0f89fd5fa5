import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  drawSectors,
  SECTORS_ASKED,
  SECTORS_IN_FILM,
} from '../../../../../app/bank/viewing/draw-sectors.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';

it('seven of the eight sectors that are asked for lie whole in the film, all of them in the image', () => {
  const gaps = fc.array(fc.tuple(fc.nat({ max: 9000 }), fc.nat({ max: 90_000 })), { minLength: 1 });
  fc.assert(
    fc.property(gaps, fc.nat({ max: 9000 }), fc.string(), (stretches, rest, seed) => {
      const film: { offset: number; length: number }[] = [];
      let end = 0;
      for (const [gap, length] of stretches) {
        film.push({ offset: end + gap, length });
        end += gap + length;
      }
      const size = end + rest + 2048;
      const sectors = drawSectors(size, film, seededRandomness(seed));
      const isInFilm = (sector: number) =>
        film.some(
          ({ offset, length }) => sector * 2048 >= offset && (sector + 1) * 2048 <= offset + length,
        );
      const hasFilm = film.some(
        ({ offset, length }) => Math.floor((offset + length) / 2048) - Math.ceil(offset / 2048) > 0,
      );
      expect(sectors.length).toBe(SECTORS_ASKED);
      expect(sectors.every((sector) => (sector + 1) * 2048 <= size)).toBe(true);
      const asksFilm = sectors.slice(0, SECTORS_IN_FILM).every(isInFilm);
      expect(asksFilm || !hasFilm).toBe(true);
    }),
    { seed: 20_260_101 },
  );
});

it('every sector of the film is asked for sooner or later, its last one too', () => {
  const film = [
    { offset: 2048, length: 3 * 2048 },
    { offset: 10 * 2048, length: 2 * 2048 },
  ];
  const randomness = seededRandomness('sectors');
  const seen = new Set<number>();
  for (let challenge = 0; challenge < 50; challenge += 1) {
    drawSectors(20 * 2048, film, randomness)
      .slice(0, SECTORS_IN_FILM)
      .forEach((one) => seen.add(one));
  }
  expect([...seen].sort((a, b) => a - b)).toEqual([1, 2, 3, 10, 11]);
});
