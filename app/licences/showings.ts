import { addMilliseconds } from './instants.ts';

/** Ticks of playing time are 90 kHz, the system clock of ISO/IEC 13818-1. */
const TICKS_A_SECOND = 90_000;
/** A showing counts when more than this was delivered, or more than a twentieth of the title. */
const COUNTS_AFTER_TICKS = 5 * 60 * TICKS_A_SECOND;
const COUNTS_AFTER_SHARE = 20;
/** From its begin a showing may be resumed, and from its opening a viewing may last, this long. */
const DAY_MS = 24 * 3_600_000;

/** One time that the film was seen, begun by its first block. */
export interface Showing {
  readonly showingId: string;
  readonly begunAt: string;
  /** When it began to count against the terms; null: it does not yet. */
  readonly countedAt: string | null;
  /** Playing time delivered, in ticks, by all of its viewings together. */
  readonly deliveredTicks: number;
}

/**
 * Whether a showing counts: more than 5 minutes or more than 5 % of the title was delivered. What has counted counts.
 *
 * @param deliveredTicks distinct playing time, in ticks of 90 kHz.
 * @param totalTicks of the whole title.
 */
export function countDelivery(
  showing: Pick<Showing, 'countedAt'>,
  deliveredTicks: number,
  totalTicks: number,
): boolean {
  return (
    showing.countedAt !== null ||
    deliveredTicks > COUNTS_AFTER_TICKS ||
    deliveredTicks * COUNTS_AFTER_SHARE > totalTicks
  );
}

/** When a showing can no longer be resumed. The instant itself is outside. */
export function resumableUntil(showing: Pick<Showing, 'begunAt'>): string {
  return addMilliseconds(showing.begunAt, DAY_MS);
}

/** When a viewing is over, however often it renews: nobody sees a film for longer, and a loop is more than one showing. */
export function longestViewing(openedAt: string): string {
  return addMilliseconds(openedAt, DAY_MS);
}
