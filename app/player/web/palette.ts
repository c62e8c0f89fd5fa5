/**
 * A colour of a DVD's subtitles, `0x00YYCrCb` in the levels of ITU-R BT.601 §3.5 (16 to 235), as 0xRRGGBB.
 */
export function rgbOf(colour: number): number {
  const y = 1.164 * (((colour >> 16) & 255) - 16);
  const cr = ((colour >> 8) & 255) - 128;
  const cb = (colour & 255) - 128;
  const level = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  const red = level(y + 1.596 * cr);
  const green = level(y - 0.813 * cr - 0.392 * cb);
  const blue = level(y + 2.017 * cb);
  return (red << 16) | (green << 8) | blue;
}
