import { minutes } from '../../../../foundation/units.ts';

/** What was counted against a number or a badge. Instants in milliseconds since 1970. */
export interface Attempts {
  readonly failures: number;
  readonly lastAt: number;
  readonly lockedUntil: number | null;
}

/** So many wrong PINs in a row lock; the right one, or the end of the lock, begins the count anew. */
export const MOST_FAILURES = 5;
export const LOCKED_FOR = minutes(15);

/** How long it is still locked; 0: it is not. A clock that was set back meanwhile locks nobody for longer than the rule says. */
export function lockedFor(attempts: Attempts | null, now: number): number {
  if (attempts === null || attempts.lockedUntil === null) return 0;
  return Math.min(Math.max(0, attempts.lockedUntil - now), LOCKED_FOR);
}

/** What stands after one more attempt. It is counted before the PIN is looked at, so that many at once cannot pass together. */
export function countAttempt(attempts: Attempts | null, now: number): Attempts {
  const isOver = attempts !== null && attempts.lockedUntil !== null;
  const failures = (attempts === null || isOver ? 0 : attempts.failures) + 1;
  return {
    failures,
    lastAt: now,
    lockedUntil: failures >= MOST_FAILURES ? now + LOCKED_FOR : null,
  };
}
