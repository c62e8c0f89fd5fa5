import { z } from 'zod';
import { unreachable } from '../foundation/errors.ts';

/** Discs in a row that failed in this drive. */
const failures = z.int().nonnegative();
const reason = z.string();

/** What a drive is kept for. What lies in it is the drive's own word, in the terms of MMC. */
export const driveStateSchema = z.discriminatedUnion('at', [
  /** Nobody has looked yet what lies in it. */
  z.strictObject({ at: z.literal('unseen'), failures }),
  z.strictObject({ at: z.literal('free'), failures }),
  /** One order has it. */
  z.strictObject({ at: z.literal('leased'), failures }),
  /** One order has it, the last. */
  z.strictObject({ at: z.literal('leaving'), failures, reason }),
  /** A person has to look at it before it is used again. `isSeen`: what lies in it is known. */
  z.strictObject({ at: z.literal('outOfUse'), failures, reason, isSeen: z.boolean() }),
]);
export type DriveState = z.infer<typeof driveStateSchema>;

export type DriveEvent =
  /** The machine starts: it is looked into first. */
  | { readonly is: 'heldBack' }
  | { readonly is: 'admitted' }
  | { readonly is: 'leased' }
  | { readonly is: 'released' }
  | { readonly is: 'discGood' }
  /** `another`: whether another drive can take over. */
  | { readonly is: 'discBad'; readonly reason: string; readonly another: boolean }
  | { readonly is: 'takenOut'; readonly reason: string }
  /** A person has looked at it, or put another in its place. */
  | { readonly is: 'returned' };

/** Failures in a row after which a drive is used no more, where another can take over. */
const MOST_FAILURES = 2;

/** What a drive becomes by an event; null where it has no place in its life. */
export function advanceDrive(state: DriveState, event: DriveEvent): DriveState | null {
  switch (event.is) {
    case 'heldBack':
      return 'reason' in state
        ? { ...state, at: 'outOfUse', isSeen: false }
        : { at: 'unseen', failures: state.failures };
    case 'admitted':
      if (state.at === 'outOfUse') return { ...state, isSeen: true };
      return state.at === 'unseen' ? { ...state, at: 'free' } : null;
    case 'leased':
      return state.at === 'free' ? { ...state, at: 'leased' } : null;
    case 'released':
      if (state.at === 'leased') return { ...state, at: 'free' };
      return state.at === 'leaving' ? { ...state, at: 'outOfUse', isSeen: true } : null;
    case 'discGood':
      return { ...state, failures: 0 };
    case 'discBad':
      return noteBad(state, event);
    case 'takenOut':
      return takeOut(state, event.reason);
    case 'returned':
      if (state.at === 'outOfUse') return { at: state.isSeen ? 'free' : 'unseen', failures: 0 };
      if (state.at === 'leaving') return { at: 'leased', failures: 0 };
      return { ...state, failures: 0 };
    default:
      return unreachable(event);
  }
}

/** The last drive that can be used is kept: a bad spindle of blanks is not the drive's fault. */
function noteBad(
  state: DriveState,
  { another, reason: why }: Extract<DriveEvent, { is: 'discBad' }>,
): DriveState {
  const counted = { ...state, failures: state.failures + 1 };
  return counted.failures >= MOST_FAILURES && another ? takeOut(counted, why) : counted;
}

function takeOut(state: DriveState, why: string): DriveState {
  const { failures: count } = state;
  if (state.at === 'leased' || state.at === 'leaving') {
    return { at: 'leaving', failures: count, reason: why };
  }
  const isSeen = state.at === 'outOfUse' ? state.isSeen : state.at === 'free';
  return { at: 'outOfUse', failures: count, reason: why, isSeen };
}
