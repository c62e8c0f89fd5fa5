import { unreachable } from '../foundation/errors.ts';
import { failureOf, type OrderEvent } from './order-event.ts';
import { goTo, refuse, type OrderAdvance } from './order-advance.ts';
import type { OrderRules } from './order-rules.ts';
import type { Failure, OrderIn } from './order-state.ts';
import { advancePrintJob, type PrintJobEvent } from './print-job-machine.ts';

type Production = OrderIn<'queued'> | OrderIn<'producing'>;

/** An order between its stream and its slot: a disc is made while the jacket prints. */
export function advanceProduction(
  state: Production,
  event: OrderEvent,
  rules: OrderRules,
): OrderAdvance {
  switch (event.is) {
    case 'jacketPrinted':
    case 'jacketStopped':
    case 'printerReady':
      return advanceJacket(state, event, rules);
    case 'cancelRequested':
      return state.at === 'queued' && state.attempt === 1 && state.jacket.is === 'notBegun'
        ? goTo(
            { at: 'cancelled' },
            { does: 'report', event: 'cancelled' },
            { does: 'freeStock' },
            { does: 'discardStream' },
          )
        : refuse(state, 'ORDER_TOO_LATE');
    default:
      return state.at === 'queued'
        ? advanceQueued(state, event)
        : advanceProducing(state, event, rules);
  }
}

function advanceQueued(state: OrderIn<'queued'>, event: OrderEvent): OrderAdvance {
  if (event.is === 'restarted') return goTo(withoutPrinting(state));
  if (event.is !== 'driveLeased') return refuse(state);
  const { stream, slot, attempt } = state;
  const beginsJacket = state.jacket.is === 'notBegun';
  const jacket = beginsJacket ? advancePrintJob(state.jacket, { is: 'sent' }) : null;
  return goTo(
    {
      at: 'producing',
      slot,
      stream,
      attempt,
      drive: event.drive,
      disc: { is: 'picking' },
      jacket: jacket ?? state.jacket,
    },
    { does: 'makeDisc', drive: event.drive, attempt },
    ...(beginsJacket ? ([{ does: 'printJacket' }] as const) : []),
    ...(attempt === 1 ? ([{ does: 'report', event: 'burning' }] as const) : []),
  );
}

function advanceProducing(
  state: OrderIn<'producing'>,
  event: OrderEvent,
  rules: OrderRules,
): OrderAdvance {
  const { disc, slot, stream, attempt, jacket } = state;
  switch (event.is) {
    case 'nothingPicked':
      return disc.is === 'picking'
        ? goTo({ at: 'queued', slot, stream, attempt, jacket })
        : refuse(state);
    case 'discPicked':
      return disc.is === 'picking'
        ? goTo({ ...state, disc: { is: 'making', discId: event.discId } })
        : refuse(state);
    case 'discVerified':
      return disc.is === 'making' && disc.discId === event.discId
        ? goTo(
            { ...state, disc: { is: 'verified', discId: disc.discId } },
            { does: 'report', event: 'verified' },
          )
        : refuse(state);
    case 'discStaged':
      return disc.is === 'verified' && disc.discId === event.discId
        ? settle({ ...state, disc: { is: 'staged', discId: disc.discId } }, event.at, rules)
        : refuse(state);
    case 'discRejected': {
      const isOurs =
        (disc.is === 'making' || disc.is === 'verified') && disc.discId === event.discId;
      if (!isOurs) return refuse(state);
      if (jacket.is === 'refused') return fail('print-failed');
      // A power cut is nobody's failure: however many there are, the order goes on, and that disc does not count.
      if (event.reason === 'powerLoss')
        return goTo({ at: 'queued', slot, stream, attempt, jacket });
      return attempt < rules.maximumDiscs
        ? goTo({ at: 'queued', slot, stream, attempt: attempt + 1, jacket })
        : fail(failureOf(event.reason));
    }
    case 'discLost':
      return goTo(inDoubt(state, event.at, event.discId), { does: 'discardStream' });
    case 'restarted':
      // What became of its disc is said by evidence, in an event of its own.
      return goTo(withoutPrinting(state));
    case 'discFound':
      return found(state, event);
    case 'discMissing':
      return missing(state, event.at, event.discId);
    default:
      return refuse(state);
  }
}

function advanceJacket(
  state: Production,
  event: OrderEvent & { is: 'jacketPrinted' | 'jacketStopped' | 'printerReady' },
  rules: OrderRules,
): OrderAdvance {
  const jacket = advancePrintJob(state.jacket, printJobEvent(event.is, rules));
  if (jacket === null) return refuse(state);
  const next = { ...state, jacket };
  // Only a sheet that stopped is sent again here: the first is sent with the disc.
  if (event.is !== 'printerReady') return settle(next, event.at, rules);
  return state.jacket.is === 'stopped' ? goTo(next, { does: 'printJacket' }) : refuse(state);
}

function printJobEvent(
  is: 'jacketPrinted' | 'jacketStopped' | 'printerReady',
  { maximumJackets }: OrderRules,
): PrintJobEvent {
  switch (is) {
    case 'jacketPrinted':
      return { is: 'printed' };
    case 'jacketStopped':
      return { is: 'stopped', maximumTries: maximumJackets };
    case 'printerReady':
      return { is: 'sent' };
    default:
      return unreachable(is);
  }
}

/** Ready needs both: the verified disc in its slot, and the printed jacket. */
function settle(state: Production, at: number, rules: OrderRules): OrderAdvance {
  if (state.at === 'queued') {
    return state.jacket.is === 'refused' ? fail('print-failed') : goTo(state);
  }
  if (state.disc.is !== 'staged') return goTo(state);
  const { slot, disc, jacket } = state;
  if (jacket.is === 'printed') {
    return goTo(
      { at: 'ready', slot, discId: disc.discId, readyAt: at, holdUntil: at + rules.holdFor },
      { does: 'report', event: 'ready' },
      { does: 'discardStream' },
    );
  }
  if (jacket.is !== 'refused') return goTo(state);
  return goTo(
    { at: 'failed', reason: 'print-failed', slot },
    { does: 'report', event: 'failed' },
    { does: 'discardStream' },
    { does: 'clearSlot', slot },
  );
}

function fail(reason: Failure): OrderAdvance {
  return goTo(
    { at: 'failed', reason, slot: null },
    { does: 'report', event: 'failed' },
    { does: 'freeStock' },
    { does: 'discardStream' },
  );
}

/** A disc has a name from when it left the input bin; one that was being picked gets it now. */
function found(
  state: OrderIn<'producing'>,
  { as, discId, drive }: OrderEvent & { is: 'discFound' },
): OrderAdvance {
  const { disc } = state;
  const isOther = disc.is !== 'picking' && disc.discId !== discId;
  // A disc that was proven cannot be blank, and one in its slot is in no drive.
  if (isOther || disc.is === 'staged' || (disc.is === 'verified' && as === 'blank')) {
    return refuse(state);
  }
  const from = as === 'blank' ? 'write' : 'verify';
  return goTo(
    { ...state, drive, disc: disc.is === 'verified' ? disc : { is: 'making', discId } },
    { does: 'continueDisc', drive, discId, from },
  );
}

/** The order keeps its stream and its jacket for another disc; the one that a power cut mislaid does not count. */
function missing(state: OrderIn<'producing'>, at: number, lost: string | null): OrderAdvance {
  const doubtful = inDoubt(state, at, lost);
  const { attempt, stream } = state;
  const { jacket } = withoutPrinting(state);
  return jacket.is === 'refused'
    ? goTo(doubtful, { does: 'discardStream' })
    : goTo({ ...doubtful, remake: { stream, attempt, jacket } });
}

/** A sheet may have been printed or not; printing again is idempotent for the customer, a second disc is not. */
function withoutPrinting<State extends Production>(state: State): State {
  const jacket = advancePrintJob(state.jacket, { is: 'cutOff' });
  return jacket === null ? state : { ...state, jacket };
}

/** @param lost the disc that was being picked, where it left the input bin. */
function inDoubt(
  state: OrderIn<'producing'>,
  since: number,
  lost: string | null,
): OrderIn<'suspect'> {
  const discId = state.disc.is === 'picking' ? lost : state.disc.discId;
  return { at: 'suspect', was: 'producing', slot: state.slot, discId, since };
}
