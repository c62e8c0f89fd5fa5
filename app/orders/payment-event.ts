/** What became of the money of an order: the terminal's word, or a person's. */
export type PaymentEvent =
  /** `isCharged`: taken at once, by a terminal that cannot hold. */
  | {
      readonly is: 'paymentApproved';
      readonly transaction: string;
      readonly isCharged: boolean;
    }
  | { readonly is: 'paymentDeclined'; readonly reason: string }
  | { readonly is: 'paymentCanceled' }
  /** What was asked has no sure answer. */
  | { readonly is: 'paymentUnknown' }
  | { readonly is: 'captured' }
  | { readonly is: 'captureRefused' }
  | { readonly is: 'released' }
  | { readonly is: 'releaseRefused' }
  /** The terminal's answer to an enquiry, where it is sure. */
  | {
      readonly is: 'paymentFound';
      readonly found: 'held' | 'captured' | 'released';
      readonly transaction: string;
      readonly isCharged: boolean;
    }
  | { readonly is: 'paymentMissing' }
  /** The program ended while something was asked of the terminal. */
  | { readonly is: 'paymentInterrupted' }
  /** The records went back to a copy: what they say of the money may be long past. */
  | { readonly is: 'paymentRestored' }
  /** A person looked, and says whether the customer has paid. */
  | { readonly is: 'paymentResolved'; readonly outcome: 'paid' | 'notPaid' };

const names: ReadonlySet<string> = new Set<PaymentEvent['is']>([
  'paymentApproved',
  'paymentDeclined',
  'paymentCanceled',
  'paymentUnknown',
  'captured',
  'captureRefused',
  'released',
  'releaseRefused',
  'paymentFound',
  'paymentMissing',
  'paymentInterrupted',
  'paymentRestored',
  'paymentResolved',
]);

export function isPaymentEvent<Event extends { readonly is: string }>(
  event: Event,
): event is Extract<Event, PaymentEvent> {
  return names.has(event.is);
}
