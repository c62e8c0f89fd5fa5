import { instantOf } from '../../../foundation/clock.ts';

/** The hour of the machine's own day at which a copy is made: few people order then. */
const HOUR = 3;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The last time that it was three at night, at or before `now` (milliseconds since 1970). */
export function lastNight(now: number): string {
  const night = new Date(now);
  night.setHours(HOUR, 0, 0, 0);
  return instantOf(night.getTime() <= now ? night.getTime() : night.getTime() - DAY_MS);
}
