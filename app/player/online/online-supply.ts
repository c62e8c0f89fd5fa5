import { HEAD_FRAME, openFrames } from '../../delivery/online/sealed-frames.ts';
import type { LicenceStatus } from '../../contracts/licence.ts';
import { viewerRoutes } from '../../contracts/viewer-api.ts';
import { pause } from '../../foundation/clock.ts';
import { type AppError, isAppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { type Milliseconds, milliseconds, seconds } from '../../foundation/units.ts';
import { type ComplementHead, parseComplementHead } from '../../split/index.ts';
import { playerError } from '../player-error.ts';
import type { ComplementSupply, ShowingEnd } from '../ports.ts';
import { backOff } from './back-off.ts';
import { type OpenedViewing, openViewing, type ViewingRequest } from './open-viewing.ts';
import { isLapsed, isTrouble } from './trouble.ts';
import { ViewingLease } from './viewing-lease.ts';

export interface OnlineSupplyRequest extends ViewingRequest {
  readonly logger: Logger;
}

/** After so long without any answer a viewer is told. */
const PATIENCE = seconds(30);
/** How long one answer may take: several tries fit into the patience. */
const WITHIN = seconds(8);
/** Blocks of one request: as many as the contract allows. */
const MOST_BLOCKS = 32;
/** Bytes of the longest answer with blocks, and of the longest head. */
const LONGEST_BLOCKS = 4 << 20;
const LONGEST_HEAD = 8 << 20;

/**
 * Opens a viewing at the bank, and with it the complement of one showing: its head at once, its blocks as the film advances.
 *
 * @param request its signal ends the opening; afterwards `close` ends the supply.
 * @throws AppError as `openViewing`; `COMPLEMENT_DAMAGED`, `COMPLEMENT_VERSION`, `COMPLEMENT_SEAL_BROKEN`.
 */
export async function openOnlineSupply(request: OnlineSupplyRequest): Promise<OnlineSupply> {
  const viewing = await openViewing(request);
  const supply = new OnlineSupply(viewing, request);
  try {
    await supply.readHead(request.signal);
    return supply;
  } catch (error) {
    await supply.close();
    throw error;
  }
}

/** A viewing, renewed in the background, opened anew where the bank has given it up, and given back at the end. */
export class OnlineSupply implements ComplementSupply {
  readonly #request: OnlineSupplyRequest;
  readonly lookAheadSeconds: number;
  readonly #ending = new AbortController();
  #lease: ViewingLease;
  #head: ComplementHead | null = null;
  /** The bank does not know the viewing any more. */
  #isLapsed = false;
  #isClosed = false;

  constructor(viewing: OpenedViewing, request: OnlineSupplyRequest) {
    this.#request = request;
    this.lookAheadSeconds = viewing.lookAheadSeconds;
    this.#lease = this.#leaseOf(viewing);
  }

  get head(): ComplementHead {
    if (this.#head === null) throw closed();
    return this.#head;
  }

  /** Aborted with the bank's refusal as its reason once the right has ended, also while nobody fetches. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  licence(): LicenceStatus {
    return this.#lease.licence;
  }

  /** Fetches and reads the head; to be called once, before anything else. */
  async readHead(signal: AbortSignal): Promise<void> {
    const answer = await this.#request.account.transport.sendAgain({
      method: 'GET',
      target: viewerRoutes.head(this.#lease.viewingId),
      signer: null,
      bearer: this.#lease.token,
      longest: LONGEST_HEAD,
      signal,
    });
    const [frame, ...more] = openFrames(this.#lease.key, this.#lease.viewingId, answer.body);
    if (frame === undefined || frame.number !== HEAD_FRAME || more.length > 0) throw badFrames();
    this.#head = parseComplementHead(frame.payload);
  }

  async fetch(first: number, count: number, signal: AbortSignal): Promise<readonly Uint8Array[]> {
    const { clock, randomness } = this.#request;
    const until = AbortSignal.any([signal, this.#ending.signal]);
    let heardAt = clock.monotonic();
    for (let attempt = 1; ; attempt += 1) {
      try {
        until.throwIfAborted();
        if (this.#isLapsed) await this.#openAgain(until);
        const left = heardAt + PATIENCE - clock.monotonic();
        const within = milliseconds(Math.max(1, Math.min(WITHIN, left)));
        return await this.#ask(first, Math.min(count, MOST_BLOCKS), within, until);
      } catch (error) {
        until.throwIfAborted();
        if (!isAppError(error)) throw error;
        const wait = waitOf(error);
        if (wait !== null) {
          await pause(clock, wait, until);
          heardAt = clock.monotonic();
          attempt = 0;
          continue;
        }
        if (isLapsed(error)) this.#isLapsed = true;
        else if (!isTrouble(error)) throw this.#endBy(error);
        const left = heardAt + PATIENCE - clock.monotonic();
        if (left <= 0) throw noContact(error);
        const pausing = Math.min(backOff(attempt, randomness), left);
        await pause(clock, milliseconds(pausing), until);
      }
    }
  }

  /** @param _end the bank is told alike that the showing was stopped or that it failed. */
  async close(_end?: ShowingEnd): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#ending.signal.aborted) this.#ending.abort(closed());
    if (this.#isLapsed) this.#lease.drop();
    else await this.#lease.end();
  }

  /** @returns the first of the blocks that were asked for, as many as the pace allows. */
  async #ask(
    first: number,
    count: number,
    within: Milliseconds,
    signal: AbortSignal,
  ): Promise<Uint8Array[]> {
    const { key, token, viewingId } = this.#lease;
    const answer = await this.#request.account.transport.send({
      method: 'GET',
      target: `${viewerRoutes.blocks(viewingId)}?first=${first}&count=${count}`,
      signer: null,
      bearer: token,
      longest: LONGEST_BLOCKS,
      within,
      signal,
    });
    // The key is zeros once the supply has ended, and would then only fail.
    signal.throwIfAborted();
    const frames = openFrames(key, viewingId, answer.body);
    answer.body.fill(0);
    const isAsked = frames.every(({ number }, index) => number === first + index);
    const bytes = frames.reduce((sum, { payload }) => sum + payload.length, 0);
    if (isAsked && frames.length <= count && bytes <= LONGEST_BLOCKS) {
      return frames.map(({ payload }) => payload);
    }
    for (const { payload } of frames) payload.fill(0);
    throw badFrames();
  }

  async #openAgain(signal: AbortSignal): Promise<void> {
    this.#lease.drop();
    const viewing = await openViewing({ ...this.#request, signal });
    this.#lease = this.#leaseOf(viewing);
    this.#isLapsed = false;
    // Closed in the moment in which the bank answered: this viewing, too, is given back.
    if (this.#isClosed) await this.#lease.end();
  }

  #leaseOf(viewing: OpenedViewing): ViewingLease {
    const { account, clock, logger, randomness } = this.#request;
    return new ViewingLease(viewing, {
      transport: account.transport,
      clock,
      randomness,
      logger,
      onRefused: (error) => this.#endBy(error),
      onLapsed: () => {
        this.#isLapsed = true;
      },
    });
  }

  /** Nothing more is fetched after a refusal: each later fetch gives the same one. */
  #endBy(error: AppError): AppError {
    // That the disc could not be read for a proof says nothing of the right.
    if (error.code !== 'DISC_UNREADABLE') this.#ending.abort(error);
    return error;
  }
}

function waitOf(error: AppError): Milliseconds | null {
  const { retryAfterMs } = error.context;
  const isPaced = error.code === 'BANK_ASKS_TO_WAIT' && typeof retryAfterMs === 'number';
  return isPaced ? milliseconds(retryAfterMs) : null;
}

function badFrames(): AppError {
  return playerError('BANK_BAD_REPLY', 'The bank sent other blocks than were asked for.');
}

function closed(): AppError {
  return playerError('PLAYER_CLOSED', 'The showing has ended.');
}

/** What is said after half a minute: that nobody answered, or what the answers were like. */
function noContact(error: AppError): AppError {
  if (error.code !== 'BANK_UNREACHABLE' && error.code !== 'BANK_FAILED') return error;
  return playerError(
    'PLAYER_NO_CONTACT',
    'The bank has not answered for half a minute. The film goes on when it does.',
    {},
    error,
  );
}
