import type { LicenceStatus, LicenceTerms } from '../../contracts/licence.ts';
import { instantOf } from '../../foundation/clock.ts';
import type { AppError } from '../../foundation/errors.ts';
import { orderCode } from '../../foundation/order-code.ts';
import { hours, minutes } from '../../foundation/units.ts';
import { endOfTerms } from '../../licences/terms.ts';
import { type ReceiptChain, showingsOf } from './receipts.ts';
import { stickError } from './stick-error.ts';
import type { StickLicence } from './stick-licence.ts';

/** A clock that was set right may have run ahead by so much; more counts as set back. */
const CLOCK_SLACK = minutes(5);

/** What playing now would be: a showing that goes on, or the next one. */
export type NextShowing = { readonly is: 'resume' | 'showing'; readonly showing: number };

function firstShowingAt(licence: StickLicence, chain: ReceiptChain): string | null {
  return licence.firstShowingAt ?? showingsOf(chain)[0]?.at ?? null;
}

function termsOf(licence: StickLicence): LicenceTerms {
  const { hoursAfterFirstShowing, notAfter, notBefore, showings } = licence;
  return {
    showings,
    notBefore,
    notAfter,
    hoursAfterFirstShowing,
    devices: 1,
    players: { limit: 1, intervalSeconds: 60, graceSeconds: 0 },
  };
}

/** When the stick ends, as far as that is known; null: never. */
export function endOfStick(licence: StickLicence, chain: ReceiptChain): string | null {
  return endOfTerms(termsOf(licence), firstShowingAt(licence, chain));
}

/**
 * The time that counts: the clock's, but never before anything that was written.
 *
 * @param seenAt the latest instant that this device has written down; null: none.
 * @throws AppError `CLOCK_SET_BACK` where the clock is behind it by more than five minutes.
 */
export function stickTime(
  now: number,
  licence: StickLicence,
  chain: ReceiptChain,
  seenAt: string | null,
): string {
  const written = [licence.issuedAt, chain.receipts.at(-1)?.at ?? '', seenAt ?? ''];
  const latest = written.toSorted().at(-1) ?? licence.issuedAt;
  if (now + CLOCK_SLACK < Date.parse(latest)) {
    throw stickError(
      'CLOCK_SET_BACK',
      `The clock of this device was set back: it has seen ${latest} already. Set it right.`,
      { date: latest },
    );
  }
  const at = instantOf(now);
  return at > latest ? at : latest;
}

/** Why nothing more may be seen from a stick whatever showing it is; null: it may. */
export function refusalAt(licence: StickLicence, chain: ReceiptChain, at: string): AppError | null {
  const { notBefore } = licence;
  if (notBefore !== null && at < notBefore) {
    const message = `The stick may be watched from ${notBefore} on.`;
    return stickError('STICK_NOT_YET', message, { date: notBefore });
  }
  const end = endOfStick(licence, chain);
  if (end === null || at < end) return null;
  return stickError('STICK_EXPIRED', `The stick ended on ${end}.`, { date: end });
}

/** Whether the last showing has not begun too long ago to go on. */
export function isResumable(licence: StickLicence, chain: ReceiptChain, at: string): boolean {
  const last = showingsOf(chain).at(-1);
  if (last === undefined) return false;
  return at < instantOf(Date.parse(last.at) + hours(licence.policy.resumeHours));
}

/**
 * Which showing begins or goes on now. One may be resumed for as many hours from its begin, and as often, as the licence says;
 * then the next one is taken.
 *
 * @param at as {@link stickTime} gives it.
 * @throws AppError `STICK_NOT_YET`, `STICK_EXPIRED`, `SHOWINGS_USED`, each with its `date`.
 */
export function nextShowing(licence: StickLicence, chain: ReceiptChain, at: string): NextShowing {
  const refusal = refusalAt(licence, chain, at);
  if (refusal !== null) throw refusal;
  const showings = showingsOf(chain);
  const last = showings.at(-1);
  if (last !== undefined && last.resumes < licence.policy.resumes) {
    if (isResumable(licence, chain, at)) return { is: 'resume', showing: last.number };
  }
  if (showings.length < licence.showings) return { is: 'showing', showing: showings.length + 1 };
  const date = last?.at ?? licence.issuedAt;
  throw stickError('SHOWINGS_USED', `All showings of this stick were used, the last on ${date}.`, {
    date,
  });
}

/** A stick as its viewer may see it: it is a licence of its own while it is out. */
export function statusOfStick(
  licence: StickLicence,
  chain: ReceiptChain,
  at: string,
): LicenceStatus {
  const showings = showingsOf(chain);
  const end = endOfStick(licence, chain);
  const isOver = end !== null && at >= end;
  return {
    orderId: licence.orderId,
    code: orderCode(licence.orderId),
    titleId: licence.titleId,
    titleName: licence.titleName,
    state: isOver ? 'expired' : 'active',
    terms: termsOf(licence),
    showingsUsed: showings.length,
    showingsLeft: Math.max(0, licence.showings - showings.length),
    firstShowingAt: firstShowingAt(licence, chain),
    endsAt: end,
    changedAt: isOver ? end : licence.issuedAt,
  };
}
