import type { OrderReport } from '../../app/contracts/bank-api.ts';
import type { LicenceState, ViewingRefusal } from '../../app/contracts/licence.ts';
import type { LicenceFacts, ShowingRecord, ViewingFacts } from './licence-facts.ts';

/** What may change the state of a licence. */
export type StateEvent = OrderReport['event'] | 'first-playback' | 'revoke' | 'return' | 'expire';

/** What a licence becomes. */
export type AdvanceLicence = (state: LicenceState, event: StateEvent) => LicenceState;

/** `LICENCE_EXPIRED` is written down; why else is for whoever asked. */
export interface Refusal<Why = ViewingRefusal> {
  readonly why: Why;
  readonly date: string | null;
}

/** What is asked within a transaction, of facts that nobody changes meanwhile. Pure. */
export interface LicenceRules {
  readonly advance: AdvanceLicence;
  /** The time that counts for a licence, see {@link ViewingFacts}. */
  readonly timeOf: (facts: ViewingFacts, now: string) => string;
  readonly admit: (
    facts: LicenceFacts,
    asked: { readonly deviceId: string; readonly now: string },
  ) =>
    | {
        readonly is: 'admitted';
        readonly showing:
          { readonly is: 'resumed'; readonly showingId: string } | { readonly is: 'new' };
        readonly at: string;
        readonly leaseUntil: string;
        readonly over: readonly {
          readonly viewingId: string;
          readonly why: 'replaced' | 'silent';
        }[];
      }
    | ({ readonly is: 'refused' } & Refusal);
  readonly renew: (
    facts: ViewingFacts,
    viewingId: string,
    now: string,
  ) =>
    | { readonly is: 'renewed'; readonly at: string; readonly leaseUntil: string }
    | ({ readonly is: 'stopped' } & Refusal<ViewingRefusal | 'VIEWING_ENDED'>);
  /** Whether a showing counts. */
  readonly counts: (showing: ShowingRecord, deliveredTicks: number, totalTicks: number) => boolean;
  /** Whether it has reached the end of its terms, written or not. */
  readonly hasRunOut: (facts: ViewingFacts, now: string) => boolean;
  /** Viewings that these terms leave no room for. */
  readonly surplus: (facts: LicenceFacts, now: string) => readonly string[];
}
