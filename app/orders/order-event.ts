import type { OrderReport } from '../contracts/bank-api.ts';
import { unreachable } from '../foundation/errors.ts';
import type { DiscRejection } from './disc-machine.ts';
import type { Failure, Stream } from './order-state.ts';

/** What happened to an order: a fact observed or a wish uttered. `at` is milliseconds since 1970. */
export type OrderEvent = { readonly at: number } & (
  | { readonly is: 'registered' }
  | { readonly is: 'registrationFailed' }
  | { readonly is: 'streamDescribed'; readonly stream: Stream }
  | { readonly is: 'streamReady' }
  | { readonly is: 'streamFailed'; readonly reason: 'stream-failed' | 'bank-unreachable' }
  | { readonly is: 'driveLeased'; readonly drive: number }
  /** The input bin gave nothing: the order waits again, no disc was begun. */
  | { readonly is: 'noBlank' }
  | { readonly is: 'discPicked'; readonly discId: string }
  | { readonly is: 'discVerified'; readonly discId: string }
  | { readonly is: 'discStaged'; readonly discId: string }
  | { readonly is: 'discRejected'; readonly discId: string; readonly reason: DiscRejection }
  /** The disc is somewhere in the machine and nobody can prove where. */
  | { readonly is: 'discLost'; readonly discId: string | null }
  | { readonly is: 'jacketPrinted' }
  | { readonly is: 'jacketStopped' }
  | { readonly is: 'printerReady' }
  | { readonly is: 'claimRequested'; readonly identifiedAt: number }
  | { readonly is: 'presentable' }
  | { readonly is: 'notPresentable' }
  | { readonly is: 'gateOpened'; readonly takeBefore: number }
  /** The gate never opened, by its own word. */
  | { readonly is: 'gateStayedClosed' }
  | { readonly is: 'taken' }
  | { readonly is: 'notTaken' }
  | { readonly is: 'outcomeUnknown' }
  /** The sensors saw the disc locked in its slot again. */
  | { readonly is: 'retracted' }
  | { readonly is: 'retractionUnproven' }
  | { readonly is: 'holdPassed' }
  | { readonly is: 'slotCleared' }
  | { readonly is: 'cancelRequested' }
  | { readonly is: 'holdReleased' }
  /** The machine started again. `actsBegun`: something physical was begun for what was under way. */
  | { readonly is: 'restarted'; readonly actsBegun: boolean }
  /** A person looked, and says what became of a suspect order. */
  | { readonly is: 'resolved'; readonly outcome: 'fulfilled' | 'failed' }
);

/** What must be done because of an event: recorded with the new state, before any of it is begun. */
export type OrderEffect =
  | { readonly does: 'register' }
  | { readonly does: 'describeStream' }
  | { readonly does: 'fetchStream' }
  | { readonly does: 'makeDisc'; readonly drive: number; readonly attempt: number }
  | { readonly does: 'printJacket' }
  | { readonly does: 'checkSlot'; readonly slot: number }
  /** At most once for each identification. */
  | { readonly does: 'present'; readonly slot: number }
  | { readonly does: 'recheckSlot'; readonly slot: number }
  /** Takes an uncollected or useless disc out of its slot, to where customers cannot reach. */
  | { readonly does: 'clearSlot'; readonly slot: number }
  | { readonly does: 'report'; readonly event: OrderReport['event'] }
  /** Gives back what was reserved and not used. */
  | { readonly does: 'freeStock' }
  | { readonly does: 'discardStream' };

/** Why an event changed nothing. */
export type Refusal = 'ORDER_NOT_NOW' | 'ORDER_TOO_LATE' | 'IDENTITY_NOT_FRESH';

export interface Advance<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
  /** Null where the event was taken; otherwise the state is the same and nothing is to be done. */
  readonly refusal: Refusal | null;
}

/** The failure that a rejected disc's cause means for its order, once no further disc is begun. */
export function failureOf(reason: DiscRejection): Failure {
  switch (reason) {
    case 'writeError':
    case 'closeError':
      return 'burn-failed';
    case 'verifyMismatch':
    case 'verifyUnreadable':
      return 'verify-failed';
    case 'notBlank':
    case 'invalidMedia':
    case 'insufficientSpace':
    case 'powerLoss':
    case 'labelError':
    case 'operator':
      return 'too-many-rejects';
    default:
      return unreachable(reason);
  }
}
