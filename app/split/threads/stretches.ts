import type { Extent } from '../../foundation/byte-source.ts';
import { VobSpace } from '../vob-space.ts';

/** Bytes of a stretch: as much as stays in the cache of a core while it is read, written over and written. */
const STRETCH = 1 << 20;
/** No stretch is this long, whatever the image. */
const LONGEST = 4 * STRETCH;

/** An image whose blocks are known. */
export interface CutImage {
  readonly size: number;
  /** Where its VOBs lie. */
  readonly extents: readonly Extent[];
  readonly blocks: number;
  /** Where a block begins, in bytes from the begin of the VOBs. */
  readonly blockStart: (number: number) => number;
}

/**
 * Cuts an image into stretches of about a MiB, none of which cuts a block of usual length, so that any thread can make any of them.
 *
 * @returns where each begins, and the end of the image.
 */
export function cutImage({ size, extents, blocks, blockStart }: CutImage): Float64Array {
  const vobs = new VobSpace(extents);
  const cuts = [0];
  let last = 0;
  const cutAt = (position: number) => {
    // What is no film, and blocks that are longer than any should be.
    while (position - last >= LONGEST) cuts.push((last += STRETCH));
    if (position > last) cuts.push((last = position));
  };
  for (let number = 0; number < blocks; number++) {
    const position = vobs.imagePosition(blockStart(number));
    if (number === 0 || position - last >= STRETCH) cutAt(position);
  }
  const end = extents.at(-1);
  if (end !== undefined) cutAt(end.offset + end.length);
  cutAt(size);
  return Float64Array.from(cuts);
}
