import type { Extent } from '../foundation/byte-source.ts';
import { gatherFrames } from './gather-frames.ts';
import { isChosen } from './sound-budget.ts';
import type { SoundStream } from './sound-stream.ts';
import { LAST_BEGIN, LONGEST_PIECE, MOST_PIECES } from './stretch-rows.ts';
import type { Stretch } from './stretches.ts';

/** Most stretches that files can count in a block; a film has about 15. */
const MOST_STRETCHES = 0xffff;

/** Appends the heads of the AC-3 frames of a block: all of them, or as many as its budget has room for, spread evenly. */
export function selectStretches(sound: readonly SoundStream[], into: Stretch[]): void {
  for (const { kind, window, part, tally } of sound) {
    if (kind !== 'ac3') continue;
    for (const { at, length, shape } of gatherFrames(window.bytes, window.length)) {
      tally.seen++;
      if (length === 0 || !isChosen(tally.seen, part) || into.length >= MOST_STRETCHES) continue;
      const pieces = window.extents(at, length);
      if (pieces.length > MOST_PIECES || !pieces.every(fits)) continue;
      into.push({ shape, pieces });
      tally.withCandidates++;
    }
  }
}

function fits({ offset, length }: Extent): boolean {
  return length <= LONGEST_PIECE && offset <= LAST_BEGIN;
}
