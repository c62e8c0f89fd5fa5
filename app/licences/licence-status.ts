import type { LicenceStatus } from '../contracts/licence.ts';
import { orderCode } from '../foundation/order-code.ts';
import { type LicenceFacts, licenceTime } from './licence-facts.ts';
import { endOfTerms } from './terms.ts';
import { endOfLicence } from './viewing.ts';

/** A licence as its viewer may see it. What has reached the end of its terms is `expired` from that instant on. */
export function licenceStatus(
  facts: LicenceFacts,
  order: { readonly orderId: string; readonly titleId: string; readonly titleName: string },
  now: string,
): LicenceStatus {
  const end = endOfLicence(facts, licenceTime(facts, now));
  const counted = facts.showings.filter(({ countedAt }) => countedAt !== null).length;
  // What went out on a stick is gone until the stick comes back.
  const used = counted + facts.stickShowings;
  const { showings } = facts.terms;
  return {
    ...order,
    code: orderCode(order.orderId),
    state: end?.why === 'LICENCE_EXPIRED' ? 'expired' : facts.state,
    terms: facts.terms,
    showingsUsed: used,
    showingsLeft: showings === null ? null : Math.max(0, showings - used),
    firstShowingAt: facts.firstShowingAt,
    endsAt: endOfTerms(facts.terms, facts.firstShowingAt),
    changedAt: end?.date ?? facts.changedAt,
  };
}
