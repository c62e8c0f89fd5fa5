import type { LicenceTerms, ViewingRefusal } from '../contracts/licence.ts';
import { unreachable } from '../foundation/errors.ts';
import {
  isLive,
  leaseFrom,
  type LicenceFacts,
  licenceTime,
  type LiveViewing,
  showingsTaken,
  type ViewingFacts,
} from './licence-facts.ts';
import { resumableUntil, type Showing } from './showings.ts';
import { endOfTerms } from './terms.ts';

export {
  isLive,
  type LicenceFacts,
  licenceTime,
  type LiveViewing,
  type ViewingFacts,
} from './licence-facts.ts';
export { countDelivery, type Showing } from './showings.ts';

/** What a licence refuses. Whose disc it is, and whether it is there, is asked before anything of a licence is told. */
export type LicenceRefusal = Exclude<ViewingRefusal, 'WRONG_USER' | 'WRONG_DISC'>;

export interface Refused {
  readonly is: 'refused';
  readonly why: LicenceRefusal;
  /** As {@link ViewingRefusal} says of each; null where it knows none. */
  readonly date: string | null;
}

export interface Admitted {
  readonly is: 'admitted';
  readonly showing: { readonly is: 'resumed'; readonly showingId: string } | { readonly is: 'new' };
  /** The time that counts, see `licenceTime`: to be written of it. */
  readonly at: string;
  readonly leaseUntil: string;
  /** To be ended with it: the same device's, and those that fell silent. */
  readonly over: readonly { readonly viewingId: string; readonly why: 'replaced' | 'silent' }[];
}

/** Why a viewing gets nothing more. `VIEWING_ENDED`: it is over, but another may be opened. */
export interface Stopped {
  readonly why: LicenceRefusal | 'VIEWING_ENDED';
  readonly date: string | null;
}

/**
 * Whether a player may open a viewing. The first of these that holds is the answer, the more final before the less:
 *
 * 1. the licence was revoked, returned, cancelled or has expired, as its state says, or has reached the end of its terms;
 * 2. no kiosk makes its disc; its first day is yet to come;
 * 3. the device would be one too many;
 * 4. no showing is left, and none may be resumed;
 * 5. its last showing plays elsewhere, or every place is taken.
 *
 * A showing that plays on another device is not resumed beside it: two rooms are two showings. A device that opens again
 * replaces its own viewing.
 */
export function admitViewing(
  facts: LicenceFacts,
  asked: { readonly deviceId: string; readonly now: string },
): Admitted | Refused {
  const { deviceId } = asked;
  const { devices, players } = facts.terms;
  const at = licenceTime(facts, asked.now);
  const stopped = endOfLicence(facts, at);
  if (stopped !== null) return refuse(stopped);
  if (facts.state === 'ready' && !facts.isReported) {
    return refuse({ why: 'LICENCE_NOT_ACTIVE', date: null });
  }
  const tooEarly = beforeItsTime(facts.terms, at);
  if (tooEarly !== null) return refuse(tooEarly);
  if (!facts.devices.includes(deviceId) && facts.devices.length >= devices) {
    return refuse({ why: 'TOO_MANY_DEVICES', date: null });
  }

  const others = facts.viewings.filter(
    (viewing) => viewing.deviceId !== deviceId && isLive(viewing, at),
  );
  const showing = nextShowing(facts, others, at);
  if (showing === null) return refuse(withoutShowing(facts, others));
  if (others.length >= players.limit) {
    return refuse({ why: 'TOO_MANY_PLAYERS', date: placeFreeAt(others, players.limit) });
  }
  return {
    is: 'admitted',
    showing,
    at,
    leaseUntil: leaseFrom(facts.terms, at, at),
    over: facts.viewings
      .filter((viewing) => !others.includes(viewing))
      .map((viewing) => ({
        viewingId: viewing.viewingId,
        why: isLive(viewing, at) ? 'replaced' : 'silent',
      })),
  };
}

/**
 * Whether a viewing may have its next block; null: it may. Asks of neither showings nor places: they were given when it was
 * opened, so what has begun may be seen to its end.
 */
export function checkViewing(facts: ViewingFacts, viewingId: string, now: string): Stopped | null {
  const at = licenceTime(facts, now);
  const stopped = endOfLicence(facts, at) ?? beforeItsTime(facts.terms, at);
  if (stopped !== null) return stopped;
  const viewing = facts.viewings.find((one) => one.viewingId === viewingId);
  if (viewing !== undefined && isLive(viewing, at)) return null;
  return { why: 'VIEWING_ENDED', date: viewing?.leaseUntil ?? null };
}

/** What becomes of a viewing whose player says that it still plays. */
export function renewViewing(
  facts: ViewingFacts,
  viewingId: string,
  now: string,
):
  | { readonly is: 'renewed'; readonly at: string; readonly leaseUntil: string }
  | ({ readonly is: 'stopped' } & Stopped) {
  const stopped = checkViewing(facts, viewingId, now);
  if (stopped !== null) return { is: 'stopped', ...stopped };
  const at = licenceTime(facts, now);
  const openedAt = facts.viewings.find((one) => one.viewingId === viewingId)?.openedAt ?? at;
  return { is: 'renewed', at, leaseUntil: leaseFrom(facts.terms, openedAt, at) };
}

/**
 * Viewings that new terms leave no room for: the youngest beyond the number of players, then the youngest of those that
 * have begun no showing and would find none.
 */
export function surplusViewings(facts: LicenceFacts, now: string): readonly string[] {
  const at = licenceTime(facts, now);
  const live = facts.viewings
    .filter((viewing) => isLive(viewing, at))
    .sort((a, b) => (a.openedAt + a.viewingId < b.openedAt + b.viewingId ? -1 : 1));
  const kept = live.slice(0, facts.terms.players.limit);
  const { showings } = facts.terms;
  const tooMany = showings === null ? 0 : showingsTaken(facts, kept, at) - showings;
  const unbegun = kept.filter(({ showingId }) => showingId === null);
  const withoutOne = tooMany > 0 ? unbegun.slice(-tooMany) : [];
  return [...live.slice(kept.length), ...withoutOne].map(({ viewingId }) => viewingId);
}

/** Why a licence is over, by its state or by its terms. A licence that was revoked never counts as expired. */
export function endOfLicence(
  facts: ViewingFacts,
  at: string,
): { readonly why: LicenceRefusal; readonly date: string } | null {
  const date = facts.changedAt;
  const end = endOfTerms(facts.terms, facts.firstShowingAt);
  switch (facts.state) {
    case 'revoked':
      return { why: 'LICENCE_REVOKED', date };
    case 'returned':
      return { why: 'LICENCE_RETURNED', date };
    case 'cancelled':
      return { why: 'LICENCE_CANCELLED', date };
    case 'expired':
      // It was written down when somebody first asked after its end.
      return { why: 'LICENCE_EXPIRED', date: end !== null && end < date ? end : date };
    case 'ready':
    case 'active':
      return end !== null && at >= end ? { why: 'LICENCE_EXPIRED', date: end } : null;
    default:
      return unreachable(facts.state);
  }
}

/** Whether a licence has reached the end of its terms, written or not. */
export function hasRunOut(facts: ViewingFacts, now: string): boolean {
  return endOfLicence(facts, licenceTime(facts, now))?.why === 'LICENCE_EXPIRED';
}

function beforeItsTime({ notBefore }: LicenceTerms, at: string) {
  return notBefore !== null && at < notBefore
    ? ({ why: 'LICENCE_NOT_YET', date: notBefore } as const)
    : null;
}

/** One that may be resumed, a counted one before others and the youngest first; else a new one; null: neither. */
function nextShowing(
  facts: LicenceFacts,
  others: readonly LiveViewing[],
  at: string,
): Admitted['showing'] | null {
  const resumed = facts.showings
    .filter(
      (showing) =>
        at < resumableUntil(showing) &&
        !others.some(({ showingId }) => showingId === showing.showingId),
    )
    .sort(byUseToViewer)
    .at(0);
  if (resumed !== undefined) return { is: 'resumed', showingId: resumed.showingId };
  const { showings } = facts.terms;
  return showings === null || showingsTaken(facts, others, at) < showings ? { is: 'new' } : null;
}

function byUseToViewer(a: Showing, b: Showing): number {
  if ((a.countedAt === null) !== (b.countedAt === null)) return a.countedAt === null ? 1 : -1;
  return a.begunAt === b.begunAt ? 0 : a.begunAt < b.begunAt ? 1 : -1;
}

/** The last showing may be playing: then its place is what there is to wait for. */
function withoutShowing(
  facts: LicenceFacts,
  others: readonly LiveViewing[],
): { readonly why: LicenceRefusal; readonly date: string | null } {
  const toWaitFor = others.filter(({ leaseUntil, showingId }) => {
    const showing = facts.showings.find((one) => one.showingId === showingId);
    return (
      showing === undefined || showing.countedAt === null || leaseUntil < resumableUntil(showing)
    );
  });
  if (toWaitFor.length > 0) {
    return { why: 'TOO_MANY_PLAYERS', date: placeFreeAt(toWaitFor, toWaitFor.length) };
  }
  const counted = facts.showings.flatMap(({ countedAt }) => countedAt ?? []);
  return { why: 'SHOWINGS_USED', date: counted.sort().at(-1) ?? null };
}

/** When fewer than `limit` of these are left, if none renews. */
function placeFreeAt(viewings: readonly LiveViewing[], limit: number): string | null {
  return viewings.map(({ leaseUntil }) => leaseUntil).sort()[viewings.length - limit] ?? null;
}

function refuse(stopped: { readonly why: LicenceRefusal; readonly date: string | null }): Refused {
  return { is: 'refused', ...stopped };
}
