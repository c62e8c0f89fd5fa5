import { instantOf } from '../foundation/clock.ts';

/** The last instant that can be written with four figures of a year; what lies beyond it is as good as never. */
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** An instant later by `milliseconds`, ISO 8601 in UTC; instants of that form compare as text. */
export function addMilliseconds(instant: string, milliseconds: number): string {
  return instantOf(Math.min(Date.parse(instant) + milliseconds, LAST_MS));
}

/** The latest of instants; `null` is none. */
export function latest(first: string, ...others: readonly (string | null)[]): string {
  return others.reduce<string>(
    (found, other) => (other !== null && other > found ? other : found),
    first,
  );
}
