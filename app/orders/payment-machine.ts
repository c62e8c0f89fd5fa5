import { unreachable } from '../foundation/errors.ts';
import type { PaymentEvent } from './payment-event.ts';
import type { Payment, PaymentIn } from './payment-state.ts';

/** What is to be asked of the terminal because of an event. */
export type PaymentEffect =
  /** At most once for each order. */
  | { readonly does: 'authorisePayment' }
  /** Asks the terminal to let the customer go; how the payment ended is its word all the same. */
  | { readonly does: 'abortPayment' }
  | { readonly does: 'capturePayment' }
  | { readonly does: 'releasePayment' }
  | { readonly does: 'enquirePayment' };

export interface PaymentAdvance {
  readonly payment: Payment;
  readonly effects: readonly PaymentEffect[];
  /** What it means to an order that waits for it: nothing where it is null. */
  readonly verdict: 'paid' | 'notPaid' | null;
}

/**
 * What a payment becomes by the terminal's word, or a person's; null where the event has no place in it.
 *
 * What was asked and not answered is never asked again before the terminal has said, by enquiry, that it was not done.
 */
export function advancePayment(payment: Payment, event: PaymentEvent): PaymentAdvance | null {
  switch (event.is) {
    case 'paymentApproved':
      return payment.is === 'asked'
        ? obtain(payment, event.transaction, event.isCharged, payment.isUnwanted)
        : null;
    case 'paymentDeclined':
      return payment.is === 'asked' ? decline(payment, event.reason) : null;
    case 'paymentCanceled':
      return payment.is === 'asked' ? decline(payment, 'canceled') : null;
    case 'paymentUnknown':
    case 'paymentInterrupted':
      return doubt(payment, event.is === 'paymentInterrupted');
    case 'paymentRestored':
      return reconsider(payment);
    case 'captured':
      return payment.is === 'capturing' ? to({ is: 'captured', ...owed(payment) }) : null;
    case 'captureRefused':
      return payment.is === 'capturing' ? refused(payment, 'capture') : null;
    case 'released':
      return payment.is === 'releasing' ? to({ is: 'released', ...owed(payment) }) : null;
    case 'releaseRefused':
      return payment.is === 'releasing' ? refused(payment, 'release') : null;
    case 'paymentFound':
      return payment.is === 'doubtful' ? find(payment, event) : null;
    case 'paymentMissing':
      return payment.is === 'doubtful' ? miss(payment) : null;
    case 'paymentResolved':
      return resolve(payment, event.outcome);
    default:
      return unreachable(event);
  }
}

/** Asks the customer for what an order costs. */
export function askFor(payment: PaymentIn<'due'>): PaymentAdvance {
  return to(
    { ...payment, is: 'asked', isUnwanted: false, isLate: false },
    { does: 'authorisePayment' },
  );
}

/** The order waits for its payment no longer: what was asked is to end. Null where nothing is asked. */
export function unwant(payment: Payment): PaymentAdvance | null {
  if (payment.is === 'asked') {
    return payment.isUnwanted
      ? to(payment)
      : to({ ...payment, isUnwanted: true }, { does: 'abortPayment' });
  }
  return payment.is === 'doubtful' ? to({ ...payment, isUnwanted: true }) : null;
}

/** The customer has had the time there was; one who has paid at the last moment has paid. Null where nothing more is to be said. */
export function hurry(payment: PaymentIn<'asked'>): PaymentAdvance | null {
  if (payment.isUnwanted || payment.isLate) return null;
  return to({ ...payment, isLate: true }, { does: 'abortPayment' });
}

/** The disc was taken. */
export function take(payment: Payment): PaymentAdvance {
  if (payment.is === 'held') {
    return to({ ...payment, is: 'capturing' }, { does: 'capturePayment' });
  }
  return payment.is === 'charged' ? to({ is: 'captured', ...owed(payment) }) : to(payment);
}

/** No disc is given for it. */
export function giveBack(payment: Payment): PaymentAdvance {
  switch (payment.is) {
    case 'held':
    case 'charged':
      return to(
        {
          is: 'releasing',
          ...owed(payment),
          transaction: payment.transaction,
          wasCharged: payment.is === 'charged',
        },
        { does: 'releasePayment' },
      );
    case 'due':
      return to({ is: 'declined', ...owed(payment), reason: 'not asked' });
    default:
      return to(payment);
  }
}

function to(payment: Payment, ...effects: PaymentEffect[]): PaymentAdvance {
  return { payment, effects, verdict: null };
}

function owed({ money, reference }: Exclude<Payment, { is: 'none' }>) {
  return { money, reference };
}

function obtain(
  payment: PaymentIn<'asked' | 'doubtful'>,
  transaction: string,
  isCharged: boolean,
  isUnwanted: boolean,
): PaymentAdvance {
  const got = { is: isCharged ? 'charged' : 'held', ...owed(payment), transaction } as const;
  return isUnwanted
    ? { ...giveBack(got), verdict: 'notPaid' }
    : { payment: got, effects: [], verdict: 'paid' };
}

function decline(payment: PaymentIn<'asked' | 'doubtful'>, reason: string): PaymentAdvance {
  return {
    payment: { is: 'declined', ...owed(payment), reason },
    effects: [],
    verdict: 'notPaid',
  };
}

/** @param asksAgain whether nobody enquires any more about what is in doubt already. */
function doubt(payment: Payment, asksAgain: boolean): PaymentAdvance | null {
  const enquiry = { does: 'enquirePayment' } as const;
  switch (payment.is) {
    case 'asked':
      return {
        payment: {
          is: 'doubtful',
          ...owed(payment),
          transaction: null,
          during: 'authorise',
          isUnwanted: payment.isUnwanted,
          wasCharged: false,
        },
        effects: [enquiry],
        // Nobody waits for the answer any more but those who give the money back.
        verdict: payment.isUnwanted ? 'notPaid' : null,
      };
    case 'capturing':
    case 'releasing': {
      const { transaction } = payment;
      const isRelease = payment.is === 'releasing';
      return to(
        {
          is: 'doubtful',
          ...owed(payment),
          transaction,
          during: isRelease ? 'release' : 'capture',
          isUnwanted: isRelease,
          wasCharged: isRelease && payment.wasCharged,
        },
        enquiry,
      );
    }
    case 'doubtful':
      return asksAgain ? to(payment, enquiry) : null;
    default:
      return null;
  }
}

/**
 * What the records hold may be long past: the terminal is asked what became of every payment that was at no end, also of one that
 * nobody was asked for yet. What it finds held stays held, what it finds taken stays so until a person has settled the order.
 */
function reconsider(payment: Payment): PaymentAdvance | null {
  switch (payment.is) {
    case 'due':
    case 'held':
    case 'charged':
      return to(
        {
          is: 'doubtful',
          ...owed(payment),
          transaction: payment.is === 'due' ? null : payment.transaction,
          during: 'authorise',
          isUnwanted: false,
          wasCharged: false,
        },
        { does: 'enquirePayment' },
      );
    default:
      return doubt(payment, true);
  }
}

function refused(
  payment: PaymentIn<'capturing' | 'releasing'>,
  during: 'capture' | 'release',
): PaymentAdvance {
  return to({
    is: 'refused',
    ...owed(payment),
    transaction: payment.transaction,
    during,
  });
}

/** What the terminal is sure of; null where that proves nothing about what was asked, and a person has to look. */
function find(
  payment: PaymentIn<'doubtful'>,
  { found, isCharged, transaction }: Extract<PaymentEvent, { is: 'paymentFound' }>,
): PaymentAdvance | null {
  const kept = { ...owed(payment), transaction };
  switch (payment.during) {
    case 'authorise':
      return found === 'released'
        ? decline(payment, 'released')
        : obtain(payment, transaction, isCharged || found === 'captured', payment.isUnwanted);
    case 'capture':
      if (found === 'held') return to({ is: 'capturing', ...kept }, { does: 'capturePayment' });
      return to({ is: found, ...owed(payment) });
    case 'release': {
      if (found === 'released') return to({ is: 'released', ...owed(payment) });
      const { wasCharged } = payment;
      const isUndone = wasCharged ? found === 'captured' : found === 'held';
      if (!isUndone) return null;
      return to({ is: 'releasing', ...kept, wasCharged }, { does: 'releasePayment' });
    }
    default:
      return unreachable(payment.during);
  }
}

function miss(payment: PaymentIn<'doubtful'>): PaymentAdvance | null {
  switch (payment.during) {
    case 'authorise':
      return decline(payment, 'not found');
    case 'release':
      return to({ is: 'released', ...owed(payment) });
    case 'capture':
      // It was held once: that it is gone says nothing of whether it was taken.
      return null;
    default:
      return unreachable(payment.during);
  }
}

function resolve(payment: Payment, outcome: 'paid' | 'notPaid'): PaymentAdvance | null {
  if (payment.is !== 'doubtful' && payment.is !== 'refused') return null;
  const isPaid = outcome === 'paid';
  return {
    payment: { is: isPaid ? 'captured' : 'released', ...owed(payment) },
    effects: [],
    verdict: isPaid ? null : 'notPaid',
  };
}
