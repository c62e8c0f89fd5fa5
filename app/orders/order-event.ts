import { unreachable } from '../foundation/errors.ts';
import type { DiscRejection } from './disc-machine.ts';
import type { Failure, Stream } from './order-state.ts';
import type { PaymentEvent } from './payment-event.ts';
import type { StaffEvent } from './staff-event.ts';

/** What happened to an order: a fact observed or a wish uttered. `at` is milliseconds since 1970. */
export type OrderEvent = { readonly at: number } & (
  | { readonly is: 'registered' }
  | { readonly is: 'registrationFailed' }
  /** The bank recorded it, and the customer is asked for the money. */
  | { readonly is: 'paymentBegun' }
  | { readonly is: 'paid' }
  | { readonly is: 'notPaid' }
  /** The customer took too long to pay. */
  | { readonly is: 'payLimitPassed' }
  | { readonly is: 'streamDescribed'; readonly stream: Stream }
  | { readonly is: 'streamReady' }
  | { readonly is: 'streamFailed'; readonly reason: 'stream-failed' | 'bank-unreachable' }
  | { readonly is: 'driveLeased'; readonly drive: number }
  /** No disc left the input bin: the order waits again. */
  | { readonly is: 'nothingPicked' }
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
  /** The clock had been ahead, and is right now: instants that were recorded as later than `at` are brought back to it. */
  | { readonly is: 'clockSetBack' }
  | { readonly is: 'slotCleared' }
  | { readonly is: 'cancelRequested' }
  | { readonly is: 'holdReleased' }
  /** The machine started again. What became of a disc that was under way is said by the events below. */
  | { readonly is: 'restarted' }
  /**
   * A start found the disc that was under way in that drive. `blank`: it is written from the beginning. `complete`: it is read
   * in full, as if it had just been written.
   */
  | {
      readonly is: 'discFound';
      readonly discId: string;
      readonly drive: number;
      readonly as: 'blank' | 'complete';
    }
  /** A start found the disc nowhere. Its path is closed until staff have cleared it. */
  | { readonly is: 'discMissing'; readonly discId: string | null }
  /** Staff cleared the path of a disc that was found nowhere: another is made. */
  | { readonly is: 'pathCleared' }
  /** A start found the disc where its customer could have touched it: it is kept, and given to nobody. */
  | { readonly is: 'leftAtExit' }
  /** The records went back to a copy: what they say of an order may be long past. */
  | { readonly is: 'recordsRestored' }
  /** A person, a playback or a time limit says what became of a suspect order. */
  | { readonly is: 'resolved'; readonly outcome: 'fulfilled' | 'failed' }
  | StaffEvent
  | PaymentEvent
);

/** Why an event changed nothing. */
export type Refusal = 'ORDER_NOT_NOW' | 'ORDER_TOO_LATE' | 'ORDER_SETTLED' | 'IDENTITY_NOT_FRESH';

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
