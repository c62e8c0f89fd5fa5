/** Side of a macroblock in pixels (ISO/IEC 13818-2 §6.1.3). */
const BLOCK = 16;

/** Numbers from 0 to 1, always the same for the same seed (mulberry32). Only pictures are drawn with it. */
function drawn(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed from a name, so that a film is broken the same way on every screen. */
export function seedOf(name: string): number {
  let hash = 2166136261;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return hash >>> 0;
}

/**
 * Breaks RGBA pixels, in place, the way a main stream is broken: DC differentials replaced along each slice, so that
 * brightness and colour wander from block to block to the end of the row, and AC signs turned, so that detail inside
 * a block is its own negative.
 */
export function breakPicture(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  seed: number,
): void {
  const random = drawn(seed);
  for (let top = 0; top < height; top += BLOCK) {
    const drift = [0, 0, 0];
    for (let left = 0; left < width; left += BLOCK) {
      for (let channel = 0; channel < 3; channel += 1) {
        const step = (random() - 0.5) * 90;
        drift[channel] = Math.max(-120, Math.min(120, (drift[channel] ?? 0) * 0.86 + step));
      }
      const gain = random() < 0.6 ? -1.4 : 0.8;
      breakBlock(pixels, width, Math.min(width, left + BLOCK), Math.min(height, top + BLOCK), {
        left,
        top,
        drift,
        gain,
      });
    }
  }
}

interface Break {
  readonly left: number;
  readonly top: number;
  /** Added to the mean of each channel. */
  readonly drift: readonly number[];
  /** Factor on what differs from the mean. */
  readonly gain: number;
}

function breakBlock(
  pixels: Uint8ClampedArray,
  width: number,
  right: number,
  bottom: number,
  { left, top, drift, gain }: Break,
): void {
  for (let channel = 0; channel < 3; channel += 1) {
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) sum += pixels[(y * width + x) * 4 + channel] ?? 0;
    }
    const mean = sum / ((right - left) * (bottom - top));
    const level = mean * 0.55 + 50 + (drift[channel] ?? 0);
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) {
        const at = (y * width + x) * 4 + channel;
        pixels[at] = level + ((pixels[at] ?? 0) - mean) * gain;
      }
    }
  }
}
