import type { SoundKind } from './sound-stream.ts';

/** What the original bits of drawn places in sound may take of the VOBs, all streams together. */
export const SOUND_BUDGET = 0.001;

/**
 * What they take of a stream of their own kind at full strength, at the usual rates: a little more than was measured of AC-3,
 * 5.1 at 448 kb/s and stereo at 192 (README, "Sound").
 */
const costs: Readonly<Record<SoundKind, number>> = {
  ac3: 0.0125,
  mpeg: 0.005,
  lpcm: 0.002,
  dts: 0,
};

/**
 * Which part of their full strength the streams of a block may have, so that the budget holds in every block, whatever sound it
 * has and however little picture.
 *
 * @param streams kind and bytes of each.
 * @param blockBytes of the block, with everything in it.
 */
export function soundPart(
  streams: Iterable<{ readonly kind: SoundKind; readonly length: number }>,
  blockBytes: number,
): number {
  let cost = 0;
  for (const { kind, length } of streams) cost += costs[kind] * length;
  const budget = SOUND_BUDGET * blockBytes;
  return cost <= budget ? 1 : budget / cost;
}

/** Whether the `number`th of a row, counted from 1, is among the `part` of them that is spread over it evenly. */
export function isChosen(number: number, part: number): boolean {
  return Math.floor(number * part) > Math.floor((number - 1) * part);
}
