import type { ComplementHead } from '../../split/index.ts';

const TICKS_A_SECOND = 90_000;
/** What a block without times plays for, about: a group of pictures of DVD-Video. The bank counts it the same. */
const USUAL_TICKS = TICKS_A_SECOND / 2;
/** A film without times and with tiny blocks has no longer window than this. */
const MOST_BLOCKS = 128;

/** Blocks before the reader's that are kept: a reader that goes back a little, as demuxers do, need not ask for them again. */
export const KEPT_BEHIND = 2;

/** Playing time of some blocks in seconds. */
export function secondsOf(head: ComplementHead, first: number, count: number): number {
  let ticks = 0;
  for (let number = first; number < first + count; number++) {
    ticks += head.ticks(number) || USUAL_TICKS;
  }
  return ticks / TICKS_A_SECOND;
}

/**
 * The last block of the look-ahead of a reader.
 *
 * @param block in which the reader is.
 * @param needed up to which block it needs all in any case.
 */
export function lastAhead(
  head: ComplementHead,
  block: number,
  needed: number,
  aheadSeconds: number,
): number {
  let last = block;
  let left = aheadSeconds - secondsOf(head, block, 1);
  while (left > 0 && last - block < MOST_BLOCKS && last + 1 < head.blocks) {
    last += 1;
    left -= secondsOf(head, last, 1);
  }
  return Math.min(Math.max(last, needed), head.blocks - 1);
}
