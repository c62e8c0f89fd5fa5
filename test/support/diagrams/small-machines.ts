import {
  advanceDisc,
  type DiscEvent,
  type DiscState,
  discRejectionSchema,
} from '../../../app/orders/disc-machine.ts';
import {
  advanceDrive,
  type DriveEvent,
  type DriveState,
} from '../../../app/orders/drive-machine.ts';
import {
  askFor,
  advancePayment,
  giveBack,
  hurry,
  type PaymentAdvance,
  take,
  unwant,
} from '../../../app/orders/payment-machine.ts';
import type { PaymentEvent } from '../../../app/orders/payment-event.ts';
import type { Payment } from '../../../app/orders/payment-state.ts';
import { advanceSlot, type SlotEvent, type SlotState } from '../../../app/orders/slot-machine.ts';
import {
  advanceVendorMode,
  type VendorMode,
  type VendorModeEvent,
} from '../../../app/orders/vendor-mode.ts';
import {
  advancePrintJob,
  type PrintJob,
  type PrintJobEvent,
} from '../../../app/orders/print-job-machine.ts';
import type { ExploredMachine } from './explore.ts';

/** Of each event at least one: what is left out does not compile. */
type Samples<Event extends { readonly is: string }> = {
  readonly [Name in Event['is']]: readonly Extract<Event, { is: Name }>[];
};

function all<Event extends { readonly is: string }>(samples: Samples<Event>): readonly Event[] {
  return Object.values(samples).flat() as readonly Event[];
}

const discEvents = all<DiscEvent>({
  loaded: [{ is: 'loaded', drive: 1 }],
  foundBlank: [{ is: 'foundBlank' }],
  writeStarted: [{ is: 'writeStarted' }],
  writeDone: [{ is: 'writeDone' }],
  verifyStarted: [{ is: 'verifyStarted' }],
  verifyPassed: [{ is: 'verifyPassed' }],
  carried: [{ is: 'carried', drive: 2 }],
  staged: [{ is: 'staged', slot: 1 }],
  presented: [{ is: 'presented' }],
  taken: [{ is: 'taken' }],
  putBack: [{ is: 'putBack' }],
  rejected: discRejectionSchema.options.map((reason) => ({ is: 'rejected', reason }) as const),
  retained: [{ is: 'retained' }],
  lost: [{ is: 'lost' }],
  handedOut: [{ is: 'handedOut' }],
  seenInSlot: [{ is: 'seenInSlot', slot: 1 }],
  found: [
    { is: 'found', drive: 1, as: 'blank' },
    { is: 'found', drive: 1, as: 'complete' },
  ],
});

export const discMachine: ExploredMachine<DiscState, DiscEvent> = {
  title: 'A disc',
  begins: [{ at: 'onTransport' }],
  nameOf: ({ at }) => at,
  labelOf: ({ is }) => is,
  eventsIn: () => discEvents,
  advance: advanceDisc,
};

const orderId = '0123456789ABCDEFGHJK';
const slotEvents = all<SlotEvent>({
  reserved: [{ is: 'reserved', orderId }],
  filled: [{ is: 'filled', orderId, discId: 'd_disc01' }],
  freed: [{ is: 'freed', orderId }],
  blocked: [{ is: 'blocked', reason: 'a reason' }],
  cleared: [{ is: 'cleared' }],
});

export const slotMachine: ExploredMachine<SlotState, SlotEvent> = {
  title: 'A slot',
  begins: [{ is: 'empty' }],
  nameOf: ({ is }) => is,
  labelOf: ({ is }) => is,
  eventsIn: () => slotEvents,
  advance: advanceSlot,
};

const driveEvents = all<DriveEvent>({
  heldBack: [{ is: 'heldBack' }],
  admitted: [{ is: 'admitted' }],
  leased: [{ is: 'leased' }],
  released: [{ is: 'released' }],
  discGood: [{ is: 'discGood' }],
  discBad: [
    { is: 'discBad', reason: 'a reason', another: true },
    { is: 'discBad', reason: 'a reason', another: false },
  ],
  takenOut: [{ is: 'takenOut', reason: 'a reason' }],
  returned: [{ is: 'returned' }],
});

export const driveMachine: ExploredMachine<DriveState, DriveEvent> = {
  title: 'A drive',
  begins: [{ at: 'unseen', failures: 0 }],
  nameOf: ({ at }) => at,
  labelOf: ({ is }) => is,
  eventsIn: () => driveEvents,
  advance: advanceDrive,
};

/** What the terminal says, and what the order asks of its money. */
type MoneyEvent =
  | PaymentEvent
  | { readonly is: 'askFor' }
  | { readonly is: 'unwant' }
  | { readonly is: 'hurry' }
  | { readonly is: 'take' }
  | { readonly is: 'giveBack' };

const moneyEvents = all<MoneyEvent>({
  paymentApproved: [
    { is: 'paymentApproved', transaction: 't', isCharged: false },
    { is: 'paymentApproved', transaction: 't', isCharged: true },
  ],
  paymentDeclined: [{ is: 'paymentDeclined', reason: 'a reason' }],
  paymentCanceled: [{ is: 'paymentCanceled' }],
  paymentUnknown: [{ is: 'paymentUnknown' }],
  captured: [{ is: 'captured' }],
  captureRefused: [{ is: 'captureRefused' }],
  released: [{ is: 'released' }],
  releaseRefused: [{ is: 'releaseRefused' }],
  paymentFound: (['held', 'captured', 'released'] as const).flatMap((found) =>
    [true, false].map(
      (isCharged) => ({ is: 'paymentFound', found, transaction: 't', isCharged }) as const,
    ),
  ),
  paymentMissing: [{ is: 'paymentMissing' }],
  paymentInterrupted: [{ is: 'paymentInterrupted' }],
  paymentRestored: [{ is: 'paymentRestored' }],
  paymentResolved: [
    { is: 'paymentResolved', outcome: 'paid' },
    { is: 'paymentResolved', outcome: 'notPaid' },
  ],
  askFor: [{ is: 'askFor' }],
  unwant: [{ is: 'unwant' }],
  hurry: [{ is: 'hurry' }],
  take: [{ is: 'take' }],
  giveBack: [{ is: 'giveBack' }],
});

function advanceMoney(payment: Payment, event: MoneyEvent): PaymentAdvance | null {
  switch (event.is) {
    case 'askFor':
      return payment.is === 'due' ? askFor(payment) : null;
    case 'hurry':
      return payment.is === 'asked' ? hurry(payment) : null;
    case 'unwant':
      return unwant(payment);
    case 'take':
      return take(payment);
    case 'giveBack':
      return giveBack(payment);
    default:
      return advancePayment(payment, event);
  }
}

export const paymentMachine: ExploredMachine<Payment, MoneyEvent> = {
  title: 'The money of an order',
  begins: [{ is: 'due', money: { amount: 450, currency: 'EUR' }, reference: 'r' }],
  nameOf: ({ is }) => is,
  labelOf: ({ is }) => is,
  eventsIn: () => moneyEvents,
  advance(payment, event) {
    const next = advanceMoney(payment, event);
    // What the order asks of its money in vain changes nothing.
    return next === null || (next.payment === payment && next.effects.length === 0)
      ? null
      : next.payment;
  },
};

const vendorModeEvents = all<VendorModeEvent>({
  entryRequested: [{ is: 'entryRequested', by: { staffId: null, name: 'owner' }, at: 1_000_000 }],
  standsStill: [{ is: 'standsStill', at: 1_000_000 }],
  exitRequested: [
    { is: 'exitRequested', heldBy: [] },
    { is: 'exitRequested', heldBy: ['door-open'] },
  ],
});

export const vendorModeMachine: ExploredMachine<VendorMode, VendorModeEvent> = {
  title: 'Kept for its staff',
  begins: [{ is: 'off' }],
  nameOf: ({ is }) => is,
  labelOf: ({ is }) => is,
  eventsIn: () => vendorModeEvents,
  advance: advanceVendorMode,
};

const printJobEvents = all<PrintJobEvent>({
  sent: [{ is: 'sent' }],
  printed: [{ is: 'printed' }],
  stopped: [{ is: 'stopped', maximumTries: 2 }],
  cutOff: [{ is: 'cutOff' }],
  triedAnew: [{ is: 'triedAnew' }],
});

export const printJobMachine: ExploredMachine<PrintJob, PrintJobEvent> = {
  title: 'The print job of a jacket',
  begins: [{ is: 'notBegun' }],
  nameOf: ({ is }) => is,
  labelOf: ({ is }) => is,
  eventsIn: () => printJobEvents,
  advance: advancePrintJob,
};
