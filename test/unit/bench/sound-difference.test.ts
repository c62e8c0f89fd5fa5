import { expect, test } from 'vitest';
import { soundDifference } from '../../bench/sound-difference.ts';

const film = Float32Array.of(0.5, -0.5, 0.5, -0.5);

test('a sound that was left alone has no noise to put into figures', () => {
  expect(soundDifference(film, film.slice())).toEqual({
    samples: 4,
    identical: true,
    snrDb: null,
  });
});

test('noise ten times as strong as the film is 20 dB above it', () => {
  const main = film.map((sample) => sample + 10 * sample);
  expect(soundDifference(film, main)).toEqual({
    samples: 4,
    identical: false,
    snrDb: expect.closeTo(-20),
  });
});

test('a sound that stops early is silent from there', () => {
  expect(soundDifference(film, film.slice(0, 2)).snrDb).toBeCloseTo(10 * Math.log10(2));
});
