import { expect, test } from 'vitest';
import { rgbOf } from '../../../../../app/player/web/palette.ts';

test('colours of subtitles are those of ITU-R BT.601', () => {
  // Black, white, and the red of 75 % bars: Y 65, Cr 212, Cb 100.
  expect([0x108080, 0xeb8080, 0x41d464].map(rgbOf)).toEqual(
    [0x000000, 0xfeffff, 0xbf0100].map(near),
  );
});

/** Rounding may move a level by one. */
function near(colour: number): unknown {
  const levels = [16, 8, 0].map((shift) => (colour >> shift) & 255);
  return {
    asymmetricMatch: (other: number) =>
      levels.every((level, index) => Math.abs(((other >> (16 - 8 * index)) & 255) - level) <= 2),
  };
}
