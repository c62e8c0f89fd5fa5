import {
  milliseconds,
  minutes,
  SECTOR_BYTES,
  seconds,
  type Milliseconds,
} from '../foundation/units.ts';

/** Bytes a second at single DVD speed: 1 385 000 (ECMA-337: 11.08 Mbit/s). */
const SINGLE_SPEED = 1_385_000;
/** Before anything was measured: a local line of 100 Mbit/s, a read-back at twelve times. */
const FETCH_GUESS = 12_500_000 / SECTOR_BYTES;
const VERIFY_GUESS = (12 * SINGLE_SPEED) / SECTOR_BYTES;
/** Picking, loading, lead-in, closing, reload and staging together, where nothing was measured. */
const HANDLING_GUESS = seconds(75);

/** What this machine measured of itself, medians; null where it has not yet. Rates in sectors a second. */
export interface MeasuredRates {
  readonly fetch: number | null;
  readonly write: number | null;
  readonly verify: number | null;
  readonly handling: Milliseconds | null;
}

/** What is still to be done for one order, in sectors of each step. */
export interface RemainingWork {
  readonly fetchSectors: number;
  readonly writeSectors: number;
  readonly verifySectors: number;
  readonly isHandled: boolean;
}

/** All of the work that a film of `sectors` needs. */
export function wholeWork(sectors: number): RemainingWork {
  return {
    fetchSectors: sectors,
    writeSectors: sectors,
    verifySectors: sectors,
    isHandled: false,
  };
}

/** How long the remaining work takes once a drive is free. */
export function workTime(
  work: RemainingWork,
  burnSpeed: number,
  measured: MeasuredRates,
): Milliseconds {
  const write = measured.write ?? (burnSpeed * SINGLE_SPEED) / SECTOR_BYTES;
  const inSeconds =
    work.fetchSectors / (measured.fetch ?? FETCH_GUESS) +
    work.writeSectors / write +
    work.verifySectors / (measured.verify ?? VERIFY_GUESS);
  const handling = work.isHandled ? 0 : (measured.handling ?? HANDLING_GUESS);
  return milliseconds(inSeconds * 1000 + handling);
}

/**
 * How long until an order behind `before` is in its slot: each order goes to the drive that is free first.
 *
 * @param before times of the orders ahead, in the order in which they are served.
 * @param drives usable drives; where there is none, one is assumed.
 */
export function waitingTime(
  own: Milliseconds,
  before: readonly Milliseconds[],
  drives: number,
): Milliseconds {
  const freeAt = Array.from({ length: Math.max(1, drives) }, () => 0);
  const serve = (time: Milliseconds) => {
    const first = freeAt.indexOf(Math.min(...freeAt));
    const end = (freeAt[first] ?? 0) + time;
    freeAt[first] = end;
    return milliseconds(end);
  };
  for (const time of before) serve(time);
  return serve(own);
}

/** Whole minutes, rounded up, at least one: what a customer is told. */
export function inMinutes(time: Milliseconds): number {
  return Math.max(1, Math.ceil(time / minutes(1)));
}

/** The middle value; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
