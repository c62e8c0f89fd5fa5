import type { OrderReport } from '../contracts/bank-api.ts';
import type { LicenceState } from '../contracts/licence.ts';
import { unreachable } from '../foundation/errors.ts';

/** Something that happened to a disc, or to the right to see it. */
export type LicenceEvent = OrderReport['event'] | 'first-playback' | 'revoke' | 'return' | 'expire';

/** A licence that has ended never begins again. */
export function hasEnded(state: LicenceState): boolean {
  return state !== 'ready' && state !== 'active';
}

/**
 * What a licence becomes. Total, and the same event twice is the same as once, so that reports may be repeated and may
 * overtake each other.
 *
 * A disc in its customer's hand makes the licence active, and so does its customer's player that holds it: whoever plays a
 * disc was given it. An order that ended without one cancels it, but only before
 * first use: a late `failed` or `cancelled` takes nothing from who holds the disc.
 */
export function advanceLicence(state: LicenceState, event: LicenceEvent): LicenceState {
  if (hasEnded(state)) return state;
  switch (event) {
    case 'taken':
    case 'first-playback':
      return 'active';
    case 'failed':
    case 'cancelled':
      return state === 'ready' ? 'cancelled' : state;
    case 'revoke':
      return 'revoked';
    case 'return':
      return 'returned';
    case 'expire':
      return 'expired';
    case 'burning':
    case 'verified':
    case 'ready':
    case 'presented':
    case 'not-taken':
      return state;
    default:
      return unreachable(event);
  }
}
