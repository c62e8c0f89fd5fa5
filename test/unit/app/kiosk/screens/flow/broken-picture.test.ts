import { expect, test } from 'vitest';
import { breakPicture, seedOf } from '../../../../../../app/kiosk/screens/flow/broken-picture.ts';

const gray = () => new Uint8ClampedArray(40 * 24 * 4).fill(128);

test('a picture is broken the same way every time, and another film another way', () => {
  const broken = ['dusk', 'dusk', 'loom'].map((name) => {
    const pixels = gray();
    breakPicture(pixels, 40, 24, seedOf(name));
    return Buffer.from(pixels).toString('base64');
  });
  expect(broken[0]).toBe(broken[1]);
  expect(broken[0]).not.toBe(broken[2]);
});

test('nothing becomes transparent, and the picture is no longer itself', () => {
  const pixels = gray();
  breakPicture(pixels, 40, 24, 1);
  const alphas = pixels.filter((_, index) => index % 4 === 3);
  expect(alphas.every((alpha) => alpha === 128)).toBe(true);
  expect(pixels.filter((value) => Math.abs(value - 128) > 8).length).toBeGreaterThan(1000);
});
