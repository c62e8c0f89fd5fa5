import type { Extent } from '../foundation/byte-source.ts';
import type { ElementaryWindow } from '../mpeg2/index.ts';
import type { CandidateColumns } from './candidate-columns.ts';
import { stretchClasses } from './classes.ts';

/** Longest piece, and begin of the last piece, that a map has room for. */
const LONGEST_PIECE = 0xff;
const LAST_BEGIN = 0xff_ffff;
/** Most pieces that a map can count; a film has about 15 in a block. */
const MOST_PIECES = 0xffff;

/** Appends the stretches that all classes find in the sound of a block. */
export function selectStretches(sound: Iterable<ElementaryWindow>, into: CandidateColumns): void {
  let room = MOST_PIECES;
  for (const window of sound) {
    const placeOf = window.places();
    for (const { entry, lane } of stretchClasses) {
      for (const { at, length, shape } of entry.gather(window.bytes, window.length)) {
        const pieces = piecesOf(at, length, placeOf);
        const fits = pieces.every(
          (piece) => piece.length <= LONGEST_PIECE && piece.offset <= LAST_BEGIN,
        );
        if (!fits || pieces.length > room) continue;
        room -= pieces.length;
        into.stretches.push({ lane, shape, pieces });
      }
    }
  }
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
