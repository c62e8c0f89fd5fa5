import type { LicenceState, LicenceTerms } from '../contracts/licence.ts';
import { addMilliseconds, latest } from './instants.ts';
import { longestViewing, resumableUntil, type Showing } from './showings.ts';

/** One player's lease on a place. It is over when it was ended, or not renewed in time. */
export interface LiveViewing {
  readonly viewingId: string;
  readonly deviceId: string;
  /** Null until its first block, if it resumes none. */
  readonly showingId: string | null;
  readonly openedAt: string;
  /** When its player was last heard of. */
  readonly renewedAt: string;
  /** The instant itself is outside. */
  readonly leaseUntil: string;
}

/** What decides about one viewing. */
export interface ViewingFacts {
  readonly state: LicenceState;
  readonly changedAt: string;
  readonly terms: LicenceTerms;
  /** When the first block of the first showing was sent. */
  readonly firstShowingAt: string | null;
  /** Those that nobody ended. A silent one may be among them. */
  readonly viewings: readonly LiveViewing[];
}

/** What decides about all viewings of a licence. */
export interface LicenceFacts extends ViewingFacts {
  /** Whether a kiosk said that it makes, or made, the disc. */
  readonly isReported: boolean;
  readonly firstPlaybackAt: string | null;
  /** All that have begun. */
  readonly showings: readonly Showing[];
  /** That sticks hold, or have used; see `app/bank/sticks`. */
  readonly stickShowings: number;
  /** That were ever used. */
  readonly devices: readonly string[];
}

/**
 * The time that counts for a licence: the clock's, but never before anything that is written of it.
 *
 * So a clock that steps back gives nothing back: what was refused for its age stays refused once that is written, a first
 * day that was reached stays reached, 24 hours do not grow. And it takes nothing: whoever plays goes on playing. Until the
 * clock has caught up, the place of a silent player may be kept for as long as it stepped back.
 */
export function licenceTime(
  facts: ViewingFacts & { readonly showings?: readonly Showing[] },
  now: string,
): string {
  return latest(
    now,
    facts.changedAt,
    facts.firstShowingAt,
    ...facts.viewings.flatMap(({ openedAt, renewedAt }) => [openedAt, renewedAt]),
    ...(facts.showings ?? []).flatMap(({ begunAt, countedAt }) => [begunAt, countedAt]),
  );
}

/** Until when a viewing that renews now keeps its place. */
export function leaseFrom(terms: LicenceTerms, openedAt: string, at: string): string {
  const { intervalSeconds, graceSeconds } = terms.players;
  const lease = addMilliseconds(at, (intervalSeconds + graceSeconds) * 1000);
  const longest = longestViewing(openedAt);
  return lease < longest ? lease : longest;
}

/** Whether a viewing holds its place at this time. */
export function isLive(viewing: LiveViewing, at: string): boolean {
  return at < viewing.leaseUntil;
}

/**
 * How many showings are no longer to be had: those that count, those that may still come to count because somebody plays
 * or may resume them, those that `live` viewings have yet to begin, and those that went out on sticks.
 */
export function showingsTaken(
  facts: LicenceFacts,
  live: readonly LiveViewing[],
  at: string,
): number {
  const played = new Set(live.map(({ showingId }) => showingId));
  const held = facts.showings.filter(
    (showing) =>
      showing.countedAt !== null || played.has(showing.showingId) || at < resumableUntil(showing),
  );
  const unbegun = live.filter(({ showingId }) => showingId === null);
  return facts.stickShowings + held.length + unbegun.length;
}
