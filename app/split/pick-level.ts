import { isStretchDrawn } from './level-keys.ts';
import {
  keepCandidates,
  type LevelOriginals,
  stretchCount,
  stretchLength,
} from './originals-level.ts';
import { pickBits, pickEntries } from './pick-bits.ts';

/**
 * Picks what is drawn of a level out of its originals: what `collectLevel` gives of the master for the same draws.
 *
 * @param draws as `drawsOf` gives them; those that belong to no candidate are taken away.
 * @param into has room for all originals of the level, and one byte more, from `at` on.
 * @returns where the level ends.
 */
export function pickLevel(
  level: LevelOriginals,
  draws: Uint8Array,
  into: Uint8Array,
  at: number,
): number {
  keepCandidates(draws, level);
  const behindBits = pickBits(level.bits, draws, into, at * 8);
  const behindEntries = pickEntries(level, draws, level.bitDraws, into, behindBits);
  return pickStretches(level, draws, into, (behindEntries + 7) >>> 3);
}

function pickStretches(
  level: LevelOriginals,
  draws: Uint8Array,
  into: Uint8Array,
  at: number,
): number {
  const count = stretchCount(level);
  let from = 0;
  let write = at;
  for (let i = 0; i < count; i++) {
    const end = from + stretchLength(level.stretchRows, i);
    if (isStretchDrawn(draws, level.laneDraws, i)) {
      into.set(level.stretchBytes.subarray(from, end), write);
      write += end - from;
    }
    from = end;
  }
  return write;
}
