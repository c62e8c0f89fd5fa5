import { hours, seconds, type Milliseconds } from '../foundation/units.ts';

/**
 * Why the time at a start may be wrong: `ranBack`: it lies before what was already recorded; `longGap`: so long after it that the
 * clock may have been lost rather than the machine been off.
 */
export type ClockDoubt = 'ranBack' | 'longGap';

/** A machine that was off for longer than this waits with what cannot be taken back until its time is confirmed. */
const LONGEST_GAP: Milliseconds = hours(48);
/** Clocks that differ by less tell the same time: as much as a signature to the bank may be off. */
const SAME_TIME: Milliseconds = seconds(30);

/**
 * What speaks against the wall clock of a machine that starts.
 *
 * @param wall what it says, milliseconds since 1970.
 * @param lastRecorded the latest moment in the records; null where nothing was recorded yet.
 */
export function clockDoubt(wall: number, lastRecorded: number | null): ClockDoubt | null {
  if (lastRecorded === null) return null;
  if (wall < lastRecorded - SAME_TIME) return 'ranBack';
  return wall > lastRecorded + LONGEST_GAP ? 'longGap' : null;
}

/** Whether two readings are of the same moment, as well as matters here. */
export function isSameTime(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME_TIME;
}
