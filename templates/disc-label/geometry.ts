import type { Box } from '../print/measure.ts';

/** A disc of 120 mm is the sheet, ISO/IEC 16448 §10: it fills it to its edges. Millimetres. */
export const DISC = 120;
export const CENTRE = DISC / 2;

/** What a printer can reach, diameters in millimetres: differs from printer to printer. */
export interface PrintableRing {
  /** Ink goes no further out. */
  readonly outer: number;
  /** Ink goes no further in: the stacking ring and the clamping area begin there. */
  readonly inner: number;
}

export const standardRing: PrintableRing = { outer: 118, inner: 22 };

/** Letters stay so far from both edges of the ring. */
const SAFETY = 3;

/**
 * The widest box of that height that fits into the ring beside or above its hub, centred at `middle` millimetres below the
 * disc's own centre (above it where negative).
 */
export function bandAcross(ring: PrintableRing, middle: number, height: number): Box {
  const radius = ring.outer / 2 - SAFETY;
  const furthest = Math.abs(middle) + height / 2;
  const half = Math.sqrt(Math.max(0, radius ** 2 - furthest ** 2));
  return { x: CENTRE - half, y: CENTRE + middle - height / 2, width: 2 * half, height };
}

/** Room from the hub to the rim at one side of it, as high as asked, `side` -1 left and 1 right. */
export function bandBeside(ring: PrintableRing, side: -1 | 1, height: number): Box {
  const radius = ring.outer / 2 - SAFETY;
  const near = ring.inner / 2 + SAFETY;
  const far = Math.sqrt(Math.max(0, radius ** 2 - (height / 2) ** 2));
  const x = side === 1 ? CENTRE + near : CENTRE - far;
  return { x, y: CENTRE - height / 2, width: Math.max(0, far - near), height };
}
