import { chanceOfChange, OBSERVED } from './observed.ts';

/**
 * What a place adds to the score of an order: at `2 x observed + bit of the order`.
 *
 * It is the symmetric score of Škorić, Katzenbeisser and Celik (2008) of "this bit was changed", whose chance is q <= 1/2: sqrt((1 - q) / q)
 * where image and order both have the changed bit, sqrt(q / (1 - q)) where neither has, and as much less than nothing where they
 * differ, so that an order that has nothing to do with the image has 0 on average and a variance of 1 a place. It is taken times
 * {@link evenness}.
 */
export const weights: Readonly<Float64Array> = Float64Array.from(
  { length: 2 * OBSERVED },
  (_, at) => {
    const observed = at >>> 1;
    if (observed < 4) return 0;
    const isChanged = (at & 1) !== ((observed >>> 1) & 1);
    const seenChanged = (observed & 1) !== ((observed >>> 1) & 1);
    const q = chanceOfChange(observed);
    const surprise = Math.sqrt(isChanged ? (1 - q) / q : q / (1 - q));
    return evenness(q) * (isChanged === seenChanged ? surprise : -surprise);
  },
);

/**
 * Makes up for q not following the arcsine law. That law is what makes all ways of mixing discs equally bad for those who mix: with it,
 * c of them have together 2 / pi a place, whether they choose by majority, by minority or by lot. Here p = 2q follows it, so that too
 * many places have q near 1/2, where a minority vote speaks against those who take part; the ratio of both densities on 0 to 1/2 is
 * this factor. The variance of a place rises to 1.17, which is made up for by as many more places.
 */
export function evenness(q: number): number {
  return Math.sqrt((2 * (1 - 2 * q)) / (1 - q));
}
