import { isLive, type LicenceFacts, licenceTime, showingsTaken } from './licence-facts.ts';
import { endOfTerms } from './terms.ts';
import { endOfLicence, type LicenceRefusal, type Refused } from './viewing.ts';

/** What a stick may be given. */
export interface AdmittedStick {
  readonly is: 'admitted';
  /** Taken from the licence now; what is not used comes back with the stick. */
  readonly showings: number;
  /** The time that counts. */
  readonly at: string;
  /** When the licence ends, as far as that is known now; null: never. */
  readonly notAfter: string | null;
}

/**
 * Whether a device may have a stick, and with how many showings: as many as it asks for, or as many as are left. A stick may
 * be written before the first day of its licence; it says itself from when on it plays.
 */
export function admitStick(
  facts: LicenceFacts,
  asked: { readonly deviceId: string; readonly showings: number; readonly now: string },
): AdmittedStick | Refused {
  const at = licenceTime(facts, asked.now);
  const stopped = endOfLicence(facts, at);
  if (stopped !== null) return refuse(stopped.why, stopped.date);
  if (facts.state === 'ready' && !facts.isReported) return refuse('LICENCE_NOT_ACTIVE', null);
  const { devices, showings } = facts.terms;
  if (!facts.devices.includes(asked.deviceId) && facts.devices.length >= devices) {
    return refuse('TOO_MANY_DEVICES', null);
  }
  const live = facts.viewings.filter((viewing) => isLive(viewing, at));
  const left = showings === null ? asked.showings : showings - showingsTaken(facts, live, at);
  if (left <= 0) {
    const counted = facts.showings.flatMap(({ countedAt }) => countedAt ?? []);
    return refuse('SHOWINGS_USED', counted.toSorted().at(-1) ?? null);
  }
  const notAfter = endOfTerms(facts.terms, facts.firstShowingAt);
  return { is: 'admitted', showings: Math.min(asked.showings, left), at, notAfter };
}

function refuse(why: LicenceRefusal, date: string | null): Refused {
  return { is: 'refused', why, date };
}
