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
    const placeOf = window.places();
    for (const { at, length, shape } of gatherFrames(window.bytes, window.length)) {
      tally.seen++;
      if (length === 0 || !isChosen(tally.seen, part) || into.length >= MOST_STRETCHES) continue;
      const pieces = piecesOf(at, length, placeOf);
      if (pieces.length > MOST_PIECES || !pieces.every(fits)) continue;
      into.push({ shape, pieces });
      tally.withCandidates++;
    }
  }
}

function fits({ offset, length }: Extent): boolean {
  return length <= LONGEST_PIECE && offset <= LAST_BEGIN;
}

/** Where the bytes of a window stand in the block. */
function piecesOf(at: number, length: number, placeOf: (bit: number) => number): Extent[] {
  const pieces: { readonly offset: number; length: number }[] = [];
  for (let byte = at; byte < at + length; byte++) {
    const place = placeOf(byte * 8) >>> 3;
    const last = pieces.at(-1);
    if (last !== undefined && last.offset + last.length === place) last.length++;
    else pieces.push({ offset: place, length: 1 });
  }
  return pieces;
}
