import { instantOf } from '../../../../app/foundation/clock.ts';
import type { LicenceFacts, LiveViewing, Showing } from '../../../../app/licences/viewing.ts';
import { defaultTerms } from '../../../../app/licences/terms.ts';

const START = Date.parse('2026-01-01T12:00:00.000Z');

/** An instant, in minutes after noon of the first day. */
export function after(minutes: number): string {
  return instantOf(START + minutes * 60_000);
}

/** A licence in use since noon, of which nothing was seen yet; two minutes are a lease. */
export function factsOf(changed: Partial<LicenceFacts> = {}): LicenceFacts {
  return {
    state: 'active',
    changedAt: after(0),
    terms: defaultTerms,
    firstShowingAt: null,
    viewings: [],
    isReported: true,
    firstPlaybackAt: null,
    showings: [],
    stickShowings: 0,
    devices: [],
    ...changed,
  };
}

export function viewing(
  viewingId: string,
  deviceId: string,
  showingId: string | null,
  openedMinute: number,
  renewedMinute = openedMinute,
): LiveViewing {
  return {
    viewingId,
    deviceId,
    showingId,
    openedAt: after(openedMinute),
    renewedAt: after(renewedMinute),
    leaseUntil: after(renewedMinute + 2),
  };
}

export function showing(
  showingId: string,
  begunMinute: number,
  countedMinute: number | null = null,
): Showing {
  return {
    showingId,
    begunAt: after(begunMinute),
    countedAt: countedMinute === null ? null : after(countedMinute),
    deliveredTicks: 0,
  };
}
