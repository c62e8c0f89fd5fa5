import type { SoundKind, SoundStream } from './sound-stream.ts';

/** What the original bits of drawn places in sound may take of the VOBs, all streams together. */
const SOUND_BUDGET = 0.001;

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
 * Says how much of their full strength the streams of a block may have, so that the budget holds whatever sound there is.
 *
 * @param bytes that the block counts for: its own, or those that the mean block of its playing time has. The latter adds up to
 *   the same over a title, and leaves the sound of dark and still scenes, which have few bytes, as much as that of others.
 */
export function shareSound(streams: readonly SoundStream[], bytes: number): void {
  let cost = 0;
  for (const { kind, window } of streams) cost += costs[kind] * window.length;
  const budget = SOUND_BUDGET * bytes;
  const part = cost <= budget ? 1 : budget / cost;
  for (const stream of streams) stream.part = part;
}

/** Whether the `number`th of a row, counted from 1, is among the `part` of them that is spread over it evenly. */
export function isChosen(number: number, part: number): boolean {
  return Math.floor(number * part) > Math.floor((number - 1) * part);
}
