import type { Clock } from '../../app/foundation/clock.ts';
import { milliseconds, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import type { MdbReply, MdbState } from './mdb-codec.ts';
import type { MdbTalk } from './mdb-talk.ts';

export interface MdbRequest {
  /** In hundredths. */
  readonly amount: number;
  readonly product: number;
  readonly clock: Clock;
  /** For a customer and a card. */
  readonly limit: Milliseconds;
  readonly signal: AbortSignal | undefined;
  /** Called when the reader waits for a card. */
  readonly onVend: () => void;
}

/** `refused`: the reader never took the request. `canceled`: it gave it up because it was asked to. */
export type MdbOutcome =
  Extract<MdbState, { readonly is: 'approved' | 'denied' }> | 'refused' | 'canceled' | 'unknown';

/** Until the reader has taken a request. */
const TAKING_LIMIT = seconds(10);
/** Until the reader has given up what it was asked to. */
const CANCEL_LIMIT = seconds(30);

/**
 * Asks a reader for a price and waits for a card. One listener from the first byte to the last: a reader may say its result in
 * the same breath in which it takes the request, or approve what is being canceled.
 */
export async function requestMdbPayment(talk: MdbTalk, request: MdbRequest): Promise<MdbOutcome> {
  const { amount, product, clock, limit, signal } = request;
  let stage: 'asked' | 'vend' | 'canceling' = 'asked';
  let cancelTimer = () => {};
  let giveUp: (outcome: 'unknown') => void = () => {};
  const givenUp = new Promise<'unknown'>((resolve) => {
    giveUp = resolve;
  });
  const within = (span: Milliseconds, action: () => void) => {
    cancelTimer();
    cancelTimer = clock.after(span, action);
  };
  const cancel = () => {
    if (stage !== 'vend') return;
    stage = 'canceling';
    within(CANCEL_LIMIT, () => giveUp('unknown'));
    talk.send({ kind: 'cancel' }).catch(() => {
      // A line that is lost ends the wait by itself.
    });
  };
  const taken = () => {
    if (stage !== 'asked') return;
    stage = 'vend';
    request.onVend();
    within(limit, cancel);
    if (signal?.aborted) cancel();
  };
  const hear = (reply: MdbReply): MdbOutcome | null => {
    if (reply.kind === 'error') return stage === 'asked' ? 'refused' : null;
    if (reply.kind !== 'state') return null;
    const { state } = reply;
    if (state.is === 'vend') taken();
    if (state.is === 'approved') return state;
    if (state.is === 'denied') return stage === 'canceling' ? 'canceled' : state;
    return state.is === 'idle' && stage === 'canceling' ? 'canceled' : null;
  };
  signal?.addEventListener('abort', cancel, { once: true });
  within(TAKING_LIMIT, () => giveUp('unknown'));
  const whole = milliseconds(TAKING_LIMIT + limit + CANCEL_LIMIT + 1);
  const heard = talk.ask({ kind: 'request', amount, product }, whole, hear);
  const outcome = await Promise.race([heard, givenUp]);
  cancelTimer();
  signal?.removeEventListener('abort', cancel);
  return outcome === 'silence' || outcome === 'lost' ? 'unknown' : outcome;
}
