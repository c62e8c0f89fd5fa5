import type { LicenceStatus } from '../../contracts/licence.ts';
import {
  discChallengeSchema,
  type Viewing,
  viewerRoutes,
  viewingSchema,
} from '../../contracts/viewer-api.ts';
import { openSessionKey } from '../../delivery/online/session-key.ts';
import { type Clock, pause } from '../../foundation/clock.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import type { Account } from '../account/account.ts';
import type { PlayerDisc } from '../ports.ts';
import { backOff } from './back-off.ts';
import { answerChallenge } from './disc-proof.ts';

/** A viewing that the bank has opened for this player. */
export interface OpenedViewing {
  readonly viewingId: string;
  /** Of this viewing alone. */
  readonly token: string;
  /** 32 bytes; whoever gets it zeroises it. */
  readonly key: Uint8Array;
  readonly licence: LicenceStatus;
  /** How far ahead of the clock the bank gives, in seconds of film. */
  readonly lookAheadSeconds: number;
}

export interface ViewingRequest {
  readonly disc: PlayerDisc;
  readonly account: Account;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly signal: AbortSignal;
}

const TRIES = 4;
/** What another try may cure: a network that was away, and a question that was answered too late or whose answer got lost. */
const CURABLE: readonly string[] = ['BANK_UNREACHABLE', 'BANK_FAILED', 'CHALLENGE_EXPIRED'];

/**
 * Proves to the bank that the disc is here, and opens the key of the viewing that it grants.
 *
 * @throws AppError a `ViewingRefusal` with `context.date`; as `Account.withToken`; `BANK_…`; `DISC_UNREADABLE`;
 *   `SESSION_KEY_BROKEN`.
 */
export async function openViewing(request: ViewingRequest): Promise<OpenedViewing> {
  const { account, clock, randomness, signal } = request;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const viewing = await account.withToken((token) => askForViewing(request, token), signal);
      const { viewingId, token, licence, lookAheadSeconds, sealedKey } = viewing;
      const key = await openSessionKey(account.keys.sealKey, viewingId, sealedKey);
      return { viewingId, token, key, licence, lookAheadSeconds };
    } catch (error) {
      const mayHelp = isAppError(error) && CURABLE.includes(error.code);
      if (!mayHelp || attempt >= TRIES) throw error;
      await pause(clock, backOff(attempt, randomness), signal);
    }
  }
}

/** One question, one answer: a proof is good once, so the second half is never sent twice. */
async function askForViewing(
  { account, disc, signal }: ViewingRequest,
  bearer: string,
): Promise<Viewing> {
  const { transport } = account;
  const { orderId } = disc.manifest;
  const challenge = await transport.ask(
    {
      method: 'POST',
      target: viewerRoutes.challenges,
      body: { orderId },
      signer: null,
      bearer,
      signal,
    },
    discChallengeSchema,
    1,
  );
  return transport.ask(
    {
      method: 'POST',
      target: viewerRoutes.viewings,
      body: answerChallenge(disc.source, challenge),
      signer: null,
      bearer,
      signal,
    },
    viewingSchema,
    1,
  );
}
