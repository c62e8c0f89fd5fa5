import { z } from 'zod';
import { unreachable } from '../foundation/errors.ts';

export const discRejectionSchema = z.enum([
  'notBlank',
  'invalidMedia',
  'insufficientSpace',
  'writeError',
  'closeError',
  'verifyMismatch',
  'verifyUnreadable',
  'labelError',
  'powerLoss',
  'operator',
]);
/** Why a disc went to the reject bin: the words of PTBurn's job and disc errors. */
export type DiscRejection = z.infer<typeof discRejectionSchema>;

const drive = z.int().positive();
const slot = z.int().positive();

/** The life of one physical disc, from when it leaves the input bin. */
export const discStateSchema = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('onTransport') }),
  z.strictObject({ at: z.literal('inDrive'), drive }),
  z.strictObject({ at: z.literal('blankConfirmed'), drive }),
  z.strictObject({ at: z.literal('writing'), drive }),
  z.strictObject({ at: z.literal('written'), drive }),
  z.strictObject({ at: z.literal('verifying'), drive }),
  z.strictObject({ at: z.literal('verified'), drive }),
  z.strictObject({ at: z.literal('staged'), slot }),
  z.strictObject({ at: z.literal('atExit'), slot }),
  z.strictObject({ at: z.literal('taken') }),
  z.strictObject({ at: z.literal('rejected'), reason: discRejectionSchema }),
  /** Taken back after a customer may have touched it: never stock again. */
  z.strictObject({ at: z.literal('retained') }),
  /** Somewhere; `last` is where it was last known to be. */
  z.strictObject({ at: z.literal('unknown'), last: z.string() }),
]);
export type DiscState = z.infer<typeof discStateSchema>;

export type DiscEvent =
  | { readonly is: 'loaded'; readonly drive: number }
  | { readonly is: 'foundBlank' }
  | { readonly is: 'writeStarted' }
  | { readonly is: 'writeDone' }
  | { readonly is: 'verifyStarted' }
  | { readonly is: 'verifyPassed' }
  /** To another drive, which reads it once more. */
  | { readonly is: 'carried'; readonly drive: number }
  | { readonly is: 'staged'; readonly slot: number }
  | { readonly is: 'presented' }
  | { readonly is: 'taken' }
  | { readonly is: 'putBack' }
  | { readonly is: 'rejected'; readonly reason: DiscRejection }
  | { readonly is: 'retained' }
  | { readonly is: 'lost' }
  /** A person gave it to its customer. */
  | { readonly is: 'handedOut' }
  /** A person, and the sensors, see it in the slot where it was last known to be. */
  | { readonly is: 'seenInSlot'; readonly slot: number }
  /** A start after a power cut found it there, and asked the drive what it is. */
  | { readonly is: 'found'; readonly drive: number; readonly as: 'blank' | 'complete' };

/**
 * What a disc becomes by an event; null where the event has no place in its life. A disc is written once: there is no
 * way back to before its writing but by the word of a drive that it is blank, and none from `taken`, `rejected` or
 * `retained` to anywhere.
 */
export function advanceDisc(state: DiscState, event: DiscEvent): DiscState | null {
  const isAtEnd = state.at === 'taken' || state.at === 'rejected' || state.at === 'retained';
  switch (event.is) {
    case 'loaded':
      return state.at === 'onTransport' ? { at: 'inDrive', drive: event.drive } : null;
    case 'foundBlank':
      return state.at === 'inDrive' ? { at: 'blankConfirmed', drive: state.drive } : null;
    case 'writeStarted':
      return state.at === 'blankConfirmed' ? { at: 'writing', drive: state.drive } : null;
    case 'writeDone':
      return state.at === 'writing' ? { at: 'written', drive: state.drive } : null;
    case 'verifyStarted':
      return state.at === 'written' ? { at: 'verifying', drive: state.drive } : null;
    case 'verifyPassed':
      return state.at === 'verifying' ? { at: 'verified', drive: state.drive } : null;
    case 'carried':
      return state.at === 'verifying' ? { at: 'written', drive: event.drive } : null;
    case 'staged':
      return state.at === 'verified' ? { at: 'staged', slot: event.slot } : null;
    case 'presented':
      return state.at === 'staged' ? { at: 'atExit', slot: state.slot } : null;
    case 'taken':
      return state.at === 'atExit' || state.at === 'unknown' ? { at: 'taken' } : null;
    case 'putBack':
      return state.at === 'atExit' ? { at: 'staged', slot: state.slot } : null;
    case 'rejected':
      return isAtEnd || state.at === 'atExit' ? null : { at: 'rejected', reason: event.reason };
    case 'retained':
      return isAtEnd ? null : { at: 'retained' };
    case 'lost':
      return isAtEnd || state.at === 'unknown' ? null : { at: 'unknown', last: placeOf(state) };
    case 'handedOut':
      return isAtEnd ? null : { at: 'taken' };
    case 'seenInSlot':
      return state.at === 'unknown' && state.last === `slot:${event.slot}`
        ? { at: 'staged', slot: event.slot }
        : null;
    case 'found':
      return foundAgain(state, event);
    default:
      return unreachable(event);
  }
}

/** What was proven to be written is never taken for blank again; what was never begun to be written is not complete. */
function foundAgain(
  state: DiscState,
  { as, drive }: Extract<DiscEvent, { is: 'found' }>,
): DiscState | null {
  switch (state.at) {
    case 'onTransport':
    case 'inDrive':
    case 'blankConfirmed':
      return as === 'blank' ? { at: 'inDrive', drive } : null;
    case 'writing':
      return as === 'blank' ? { at: 'inDrive', drive } : { at: 'written', drive };
    case 'written':
    case 'verifying':
    case 'verified':
      return as === 'complete' ? { at: 'written', drive } : null;
    default:
      return null;
  }
}

/** Where a disc in that state is, in the words of the robot's contract. */
export function placeOf(state: DiscState): string {
  switch (state.at) {
    case 'onTransport':
      return 'gripper';
    case 'inDrive':
    case 'blankConfirmed':
    case 'writing':
    case 'written':
    case 'verifying':
    case 'verified':
      return `tray:${state.drive}`;
    case 'staged':
    case 'atExit':
      return `slot:${state.slot}`;
    case 'taken':
      return 'customer';
    case 'rejected':
      return 'reject';
    case 'retained':
      return 'retain';
    case 'unknown':
      return 'unknown';
    default:
      return unreachable(state);
  }
}
