import type { DvdTitle } from '../../disc/dvd-structure.ts';
import type { ComplementHead } from '../../split/types.ts';

/** A place where a decoder can begin: the first byte of a block, which is a VOBU. */
export interface StartPlace {
  /** In bytes of the title's program stream. */
  readonly byte: number;
  /** In seconds of the title. */
  readonly seconds: number;
}

/** A 90 kHz clock counts playing times (ISO/IEC 13818-1 §2.4.3.7). */
const TICKS_A_SECOND = 90_000;
/** Chapters are rounded to thousandths; a chapter is not missed for that. */
const TOLERANCE_SECONDS = 0.01;

/**
 * Where in a title each moment begins, from the playing times of the complement's blocks: exact to one block, without a look
 * at the disc.
 */
export class TimeMap {
  readonly #places: readonly StartPlace[];
  readonly seconds: number;

  constructor(
    head: Pick<ComplementHead, 'blocks' | 'blockStart' | 'extents' | 'ticks'>,
    title: Pick<DvdTitle, 'extents'>,
  ) {
    const byteOf = titleBytes(head, title);
    const places: StartPlace[] = [];
    let ticks = 0;
    for (let number = 0; number < head.blocks; number += 1) {
      const byte = byteOf(head.blockStart(number));
      if (byte === null) continue;
      places.push({ byte, seconds: ticks / TICKS_A_SECOND });
      // A block without times plays for about as long as any other; the bank counts it the same.
      ticks += head.ticks(number) || TICKS_A_SECOND / 2;
    }
    this.#places = places;
    this.seconds = ticks / TICKS_A_SECOND;
  }

  /** The last block that begins at that moment or before; the title's first where there is none. */
  placeAt(seconds: number): StartPlace {
    let [low, high] = [0, this.#places.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const place = this.#places[middle];
      if (place !== undefined && place.seconds <= seconds + TOLERANCE_SECONDS) low = middle;
      else high = middle - 1;
    }
    return this.#places[low] ?? { byte: 0, seconds: 0 };
  }
}

/** Turns bytes from the begin of the VOBs into bytes of the title; null: of another title. */
function titleBytes(
  head: Pick<ComplementHead, 'extents'>,
  title: Pick<DvdTitle, 'extents'>,
): (vobByte: number) => number | null {
  return (vobByte) => {
    const position = placeOf(head.extents, vobByte);
    if (position === null) return null;
    let before = 0;
    for (const { offset, length } of title.extents) {
      if (position >= offset && position < offset + length) return before + position - offset;
      before += length;
    }
    return null;
  };
}

/** Where in the image a byte of the extents, one after another, lies. */
function placeOf(extents: ComplementHead['extents'], byte: number): number | null {
  let before = 0;
  for (const { offset, length } of extents) {
    if (byte < before + length) return offset + byte - before;
    before += length;
  }
  return null;
}
