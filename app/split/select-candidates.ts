import type { IntraSlice } from '../mpeg2/index.ts';
import type { CandidateColumns } from './candidate-columns.ts';
import { placeClasses } from './classes.ts';
import { SlicePlaces } from './slice-places.ts';

/** Candidates are twice as many as are wanted, so that no place is drawn with more than p = 1/2. */
const CANDIDATES_PER_WANTED = 2;

const places = placeClasses.map(() => new SlicePlaces());
const cursors = new Int32Array(placeClasses.length);

/**
 * Appends the candidates of a slice, all classes merged into stream order.
 *
 * @param placeOf gives the place in the block, in bits, of a bit of the elementary window.
 */
export function selectCandidates(
  slice: IntraSlice,
  placeOf: (bit: number) => number,
  into: CandidateColumns,
): void {
  let total = 0;
  for (const [index, { entry }] of placeClasses.entries()) {
    const offered = places[index];
    if (offered === undefined) continue;
    offered.count = 0;
    entry.gather(slice, entry.wanted * CANDIDATES_PER_WANTED, offered);
    cursors[index] = 0;
    total += offered.count;
  }
  into.reserve(total);
  const first = into.count;
  for (let done = 0; done < total; done++) {
    const next = nextClass();
    const offered = places[next];
    if (offered === undefined) return;
    const from = cursors[next] ?? 0;
    cursors[next] = from + 1;
    append(offered, from, placeClasses[next]?.firstLane ?? 0, placeOf, into);
  }
  if (into.count > first) into.sliceStarts[first] = 1;
}

/** The class whose next place comes first. */
function nextClass(): number {
  let best = -1;
  let bestPosition = Number.MAX_SAFE_INTEGER;
  for (let index = 0; index < places.length; index++) {
    const offered = places[index];
    const cursor = cursors[index] ?? 0;
    if (offered === undefined || cursor >= offered.count) continue;
    const position = offered.positions[cursor] ?? 0;
    if (position < bestPosition) {
      bestPosition = position;
      best = index;
    }
  }
  return best;
}

function append(
  offered: SlicePlaces,
  from: number,
  firstLane: number,
  placeOf: (bit: number) => number,
  into: CandidateColumns,
): void {
  const at = into.count;
  const bit = offered.positions[from] ?? 0;
  const width = offered.widths[from] ?? 0;
  const place = placeOf(bit);
  into.positions[at] = place;
  into.widths[at] = width;
  into.lanes[at] = firstLane + (offered.lanes[from] ?? 0);
  into.below[at] = offered.below[from] ?? 0;
  into.above[at] = offered.above[from] ?? 0;
  into.sliceStarts[at] = 0;
  into.heads[at] = 0;
  into.continuations[at] = 0;
  into.count++;
  const lastBit = bit + width - 1;
  const inFirstByte = 8 - (bit & 7);
  if (width <= inFirstByte || placeOf(lastBit) - place === width - 1) return;
  // A place covers at most three bytes; a packet boundary lies before the second or the third.
  const isCutAtSecond = placeOf(bit + inFirstByte) - place !== inFirstByte;
  const head = isCutAtSecond ? inFirstByte : inFirstByte + 8;
  into.heads[at] = head;
  into.continuations[at] = placeOf(bit + head);
  // Cut in three, by a packet of one byte: legal, useless, left alone.
  if (placeOf(lastBit) - placeOf(bit + head) !== width - 1 - head) into.count--;
}
