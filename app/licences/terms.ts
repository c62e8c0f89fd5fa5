import type { LicenceTerms } from '../contracts/licence.ts';
import { addMilliseconds } from './instants.ts';

const HOUR_MS = 3_600_000;

/** What a disc that was bought allows. */
export const defaultTerms: LicenceTerms = {
  showings: 10,
  notBefore: null,
  notAfter: null,
  hoursAfterFirstShowing: null,
  devices: 5,
  players: { limit: 2, intervalSeconds: 60, graceSeconds: 60 },
};

/**
 * When a licence ends by its terms: the earliest of its last instant and of the hours after its first showing. The instant
 * itself is outside.
 *
 * @param firstShowingAt when the first block of the first showing was sent; null: not yet.
 * @returns null: never, as far as that is known now.
 */
export function endOfTerms(terms: LicenceTerms, firstShowingAt: string | null): string | null {
  const { hoursAfterFirstShowing, notAfter } = terms;
  if (hoursAfterFirstShowing === null || firstShowingAt === null) return notAfter;
  const hoursOver = addMilliseconds(firstShowingAt, hoursAfterFirstShowing * HOUR_MS);
  return notAfter !== null && notAfter < hoursOver ? notAfter : hoursOver;
}

/**
 * Why terms make no sense, as a sentence; null: they do.
 *
 * What the schema cannot say: that a licence must begin before it ends.
 */
export function flawOfTerms(terms: LicenceTerms): string | null {
  const { notBefore, notAfter } = terms;
  if (notBefore !== null && notAfter !== null && notBefore >= notAfter) {
    return 'A licence must begin before it ends.';
  }
  return null;
}
