/**
 * What is known of one place, in ten bits: its bias (1 to 255 of 256 chances of a 1 where it is drawn; 0: the place tells nothing),
 * the master's bit, the bit that stands in the image.
 */
export type Observed = number;

/** How many kinds of places there are. */
export const OBSERVED = 1 << 10;

export function observedAs(bias: number, original: number, seen: number): Observed {
  return (bias << 2) | (original << 1) | seen;
}

/** Chance that the bit of an order differs from the master's: it is drawn with p = 1/2, and then becomes the other one or not. */
export function chanceOfChange(observed: Observed): number {
  const one = (observed >>> 2) / 256;
  return ((observed & 2) === 0 ? one : 1 - one) / 2;
}

/** How many places of each kind there are. */
export function countKinds(rows: Iterable<Uint16Array>): Uint32Array {
  const counts = new Uint32Array(OBSERVED);
  for (const row of rows) {
    for (const observed of row) counts[observed] = (counts[observed] ?? 0) + 1;
  }
  return counts;
}
