import { minutes, seconds, type Milliseconds } from '../../foundation/units.ts';

/** When the last failures happened, in milliseconds of a monotonic clock, oldest first. */
export type Failures = readonly number[];

export type RestartDecision =
  | { readonly does: 'restart'; readonly after: Milliseconds; readonly failures: Failures }
  | { readonly does: 'give-up' };

/** Waits before the first, second, ... restart. One failure more within the window, and it is given up. */
const waits: readonly Milliseconds[] = [1, 2, 4, 8, 16].map(seconds);
/** A failure longer ago than this is forgotten: a page that dies twice a day is restarted for ever. */
const memory = minutes(5);

/**
 * Decides what follows a failure: another try after a growing wait, or none.
 *
 * @param now milliseconds of the same monotonic clock as `failures`.
 */
export function decideRestart(failures: Failures, now: number): RestartDecision {
  const recent = failures.filter((at) => now - at < memory);
  const after = waits[recent.length];
  if (after === undefined) return { does: 'give-up' };
  return { does: 'restart', after, failures: [...recent, now] };
}
