import type { KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { type Clock, pause } from '../../foundation/clock.ts';
import { isAppError } from '../../foundation/errors.ts';
import { signRequest } from '../../foundation/http-signature.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { type Milliseconds, seconds } from '../../foundation/units.ts';
import { playerError } from '../player-error.ts';
import { backOff } from './back-off.ts';
import { readAtMost } from './read-at-most.ts';
import { refusalOf } from './bank-refusal.ts';

export interface BankRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path and query. */
  readonly target: string;
  readonly body?: unknown;
  /** Who signs (RFC 9421); null: nobody. */
  readonly signer: { readonly keyId: string; readonly privateKey: KeyObject } | null;
  /** A token of a session or of a viewing. */
  readonly bearer: string | null;
  /** Bytes of the longest answer that is read; 64 KiB if not given. */
  readonly longest?: number;
  /** How long the whole answer may take; a quarter of a minute if not given. */
  readonly within?: Milliseconds;
  readonly signal: AbortSignal;
}

export interface BankAnswer {
  readonly type: string;
  /** Whoever gets it zeroises it where it is secret. */
  readonly body: Uint8Array;
}

const WITHIN = seconds(15);
const LONGEST = 64 * 1024;
/** A person waits for the answer: after so many tries, some four seconds, it is better to say so. */
const TRIES = 4;

/**
 * Sends requests to the bank and reads answers of 200 to 299 whole, within limits of time and length.
 *
 * Connections are kept alive by `fetch`; certificates are checked as Node does, against its own list or `NODE_EXTRA_CA_CERTS`.
 */
export class BankTransport {
  readonly url: string;
  readonly #clock: Clock;
  readonly #randomness: Randomness;

  constructor(url: string, clock: Clock, randomness: Randomness) {
    this.url = url;
    this.#clock = clock;
    this.#randomness = randomness;
  }

  /**
   * Sends once.
   *
   * @throws AppError `BANK_UNREACHABLE`, `BANK_FAILED`, `BANK_BAD_REPLY`, `BANK_ASKS_TO_WAIT` with `retryAfterMs`; what the
   *   bank refuses, under its own code; the signal's reason.
   */
  async send(request: BankRequest): Promise<BankAnswer> {
    const { method, target, signal, longest = LONGEST } = request;
    const body = request.body === undefined ? null : Buffer.from(JSON.stringify(request.body));
    const tooLate = new AbortController();
    const stopWaiting = this.#clock.after(request.within ?? WITHIN, () => tooLate.abort());
    try {
      const response = await fetch(`${this.url}${target}`, {
        method,
        headers: this.#headers(request, body),
        ...(body === null ? {} : { body }),
        redirect: 'error',
        signal: AbortSignal.any([signal, tooLate.signal]),
      });
      const bytes = await readAtMost(response, longest);
      if (!response.ok) throw refusalOf(response, bytes);
      return { type: response.headers.get('content-type') ?? '', body: bytes };
    } catch (error) {
      signal.throwIfAborted();
      if (isAppError(error)) throw error;
      throw playerError('BANK_UNREACHABLE', 'The bank cannot be reached.', {}, error);
    } finally {
      stopWaiting();
      body?.fill(0);
    }
  }

  /** Sends, some times where nobody answers, and reads the answer as what `schema` says. @throws AppError as {@link send}. */
  async ask<Reply>(
    request: BankRequest,
    schema: z.ZodType<Reply>,
    tries: number = TRIES,
  ): Promise<Reply> {
    const answer = await this.sendAgain(request, tries);
    const parsed = schema.safeParse(jsonOfBytes(answer.body));
    answer.body.fill(0);
    if (parsed.success) return parsed.data;
    throw playerError(
      'BANK_BAD_REPLY',
      'The bank gave an answer that makes no sense.',
      { target: request.target },
      parsed.error,
    );
  }

  /** As {@link send}, some times where nobody answers. */
  async sendAgain(request: BankRequest, tries: number = TRIES): Promise<BankAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.send(request);
      } catch (error) {
        const mayHelp = isAppError(error, 'BANK_UNREACHABLE') || isAppError(error, 'BANK_FAILED');
        if (!mayHelp || attempt >= tries) throw error;
        await pause(this.#clock, backOff(attempt, this.#randomness), request.signal);
      }
    }
  }

  #headers(request: BankRequest, body: Uint8Array | null): Record<string, string> {
    const { method, target, signer, bearer } = request;
    const signature =
      signer === null
        ? {}
        : signRequest({ method, target, body }, signer, this.#clock, this.#randomness);
    return {
      ...signature,
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    };
  }
}

function jsonOfBytes(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch {
    return undefined;
  }
}
