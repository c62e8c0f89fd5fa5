import { seconds } from '../../app/foundation/units.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { MdbReply, MdbState } from './mdb-codec.ts';
import type { MdbTalk } from './mdb-talk.ts';
import { refusedCommand } from './payment-errors.ts';

export const ANSWER_LIMIT = seconds(2);
/** A reader is asked anew by the bus until it has started. */
const READER_LIMIT = seconds(10);
const ATTEMPTS = 3;

/** The state that an interface announces; the error that it makes of a question it cannot answer now. */
export const stateOrError = (reply: MdbReply): MdbState | 'error' | null => {
  if (reply.kind === 'error') return 'error';
  return reply.kind === 'state' ? reply.state : null;
};

/** @throws AppError `DEVICE_OFFLINE` where nothing answers. */
export async function readMdbState(talk: MdbTalk): Promise<MdbState | 'error'> {
  const state = await talk.ask({ kind: 'status' }, ANSWER_LIMIT, stateOrError);
  if (state === 'silence' || state === 'lost') throw deviceOffline('The MDB interface');
  return state;
}

/**
 * Brings an interface to where a price can be asked for. A session that it still has is left as it is: money may be held.
 *
 * @returns the version of the interface's software.
 * @throws AppError `DEVICE_OFFLINE`, `PAYMENT_REFUSED_COMMAND`
 */
export async function startMdbMaster(talk: MdbTalk): Promise<string> {
  const version = await readVersion(talk);
  const state = await readMdbState(talk);
  if (state !== 'error' && ['idle', 'vend', 'approved', 'denied'].includes(state.is))
    return version;
  await awaitReader(talk, state);
  const enabled = await talk.ask({ kind: 'enable-reader' }, READER_LIMIT, (reply) =>
    reply.kind === 'state' && reply.state.is === 'idle' ? reply.state : null,
  );
  if (enabled === 'silence' || enabled === 'lost') throw deviceOffline('The card reader');
  return version;
}

async function awaitReader(talk: MdbTalk, now: MdbState | 'error'): Promise<void> {
  const initialised = (reply: MdbReply) =>
    reply.kind === 'state' && reply.state.is === 'init' ? reply.state : null;
  const init =
    now !== 'error' && now.is === 'init'
      ? now
      : await talk.ask({ kind: 'master' }, READER_LIMIT, initialised);
  if (init === 'silence' || init === 'lost') throw deviceOffline('The card reader');
  if (!init.asksFirst) {
    throw refusedCommand('The card reader cannot be asked for a price before the card.');
  }
}

async function readVersion(talk: MdbTalk): Promise<string> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const answer = await talk.ask({ kind: 'version' }, ANSWER_LIMIT, (reply) =>
      reply.kind === 'version' ? reply : null,
    );
    if (answer === 'lost') break;
    if (answer !== 'silence') return answer.version;
  }
  throw deviceOffline('The MDB interface');
}
