import type { KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { wireErrorSchema } from '../../../contracts/errors.ts';
import { pause, type Clock } from '../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import { signRequest } from '../../../foundation/http-signature.ts';
import type { Randomness } from '../../../foundation/randomness.ts';
import { milliseconds, seconds, type Milliseconds } from '../../../foundation/units.ts';

/**
 * Who signs: the kiosk as enrolled.
 *
 * Errors of the way to the bank are `BANK_UNREACHABLE` (nobody answered, or answered that it cannot now), `BANK_FAILED`
 * (the bank answered that it failed at this request) and `BANK_BAD_REPLY` (an answer that the contract does not know); what
 * the bank itself refuses keeps the bank's code.
 */
export interface KioskSigner {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

export interface BankRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query. */
  readonly target: string;
  readonly body?: unknown;
  /** Null: an unsigned request. */
  readonly signer: KioskSigner | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often it may be sent in all; more than once only where asking twice changes nothing. */
  readonly tries: number;
  /** How long the head of the answer may take; a quarter of a minute if not given. */
  readonly headWithin?: Milliseconds;
  readonly signal: AbortSignal;
}

/** How long the head of an answer may take that the bank has at hand. */
const HEAD_WITHIN: Milliseconds = seconds(15);
/** Statuses by which a bank, or what stands before it, says that it cannot be spoken to now (RFC 9110 §15.6.3 to §15.6.5). */
const AWAY: readonly number[] = [502, 503, 504];
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;

/** Sends requests to the bank: signs them, waits for the head of the answer within a limit, tries again within limits. */
export class BankTransport {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  /** Told after every request whether the bank answered. */
  onReachable: (isReachable: boolean) => void = () => {};
  /** Told the code of every refusal. */
  onRefusal: (code: string) => void = () => {};

  constructor(url: string, clock: Clock, randomness: Randomness) {
    this.#url = url.replace(/\/$/, '');
    this.#clock = clock;
    this.#randomness = randomness;
  }

  /** @returns an answer of 200 to 299, whose body is still to be read. */
  async send(request: BankRequest): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await this.#sendOnce(request);
        this.onReachable(true);
        return response;
      } catch (error) {
        request.signal.throwIfAborted();
        const isReachable = !isAppError(error, 'BANK_UNREACHABLE');
        this.onReachable(isReachable);
        if (isAppError(error)) this.onRefusal(error.code);
        const mayHelp = !isReachable || isAppError(error, 'BANK_FAILED');
        if (!mayHelp || attempt >= request.tries) throw error;
        const wait = milliseconds(Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE));
        await pause(this.#clock, wait, request.signal);
      }
    }
  }

  /** Sends, and reads the answer as what `schema` says. */
  async ask<Reply>(request: BankRequest, schema: z.ZodType<Reply>): Promise<Reply> {
    const response = await this.send(request);
    const parsed = schema.safeParse(await readJson(response, request.signal));
    if (parsed.success) return parsed.data;
    throw badReply({ target: request.target }, parsed.error);
  }

  async #sendOnce(request: BankRequest): Promise<Response> {
    const body = request.body === undefined ? null : Buffer.from(JSON.stringify(request.body));
    const signable = { method: request.method, target: request.target, body };
    const signature =
      request.signer === null
        ? {}
        : signRequest(signable, request.signer, this.#clock, this.#randomness);
    const tooLate = new AbortController();
    const stopWaiting = this.#clock.after(request.headWithin ?? HEAD_WITHIN, () => tooLate.abort());
    try {
      const response = await fetch(`${this.#url}${request.target}`, {
        method: request.method,
        headers: {
          ...request.headers,
          ...signature,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === null ? {} : { body }),
        redirect: 'error',
        signal: AbortSignal.any([request.signal, tooLate.signal]),
      });
      if (!response.ok) throw await refusalOf(response, request.signal);
      return response;
    } catch (error) {
      if (isAppError(error)) throw error;
      throw unreachableBank(error);
    } finally {
      stopWaiting();
    }
  }
}

async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyntaxError) return undefined;
    throw unreachableBank(error);
  }
}

/** The bank's own error. One that says that it is not there counts as unreachable; a failure concerns this request alone. */
async function refusalOf(response: Response, signal: AbortSignal): Promise<AppError> {
  const parsed = wireErrorSchema.safeParse(await readJson(response, signal));
  const { status } = response;
  if (AWAY.includes(status)) return unreachableBank(null, { status });
  if (status >= 500) return failedBank({ status });
  if (!parsed.success) return badReply({ status }, parsed.error);
  const { code, message, remedy, attemptsLeft, until } = parsed.data;
  return new AppError(code, message, {
    remedy,
    context: {
      status,
      ...(attemptsLeft === undefined ? {} : { attemptsLeft }),
      ...(until === undefined ? {} : { until }),
    },
  });
}

function failedBank(context: Readonly<Record<string, unknown>>): AppError {
  return new AppError('BANK_FAILED', 'The bank failed to answer this request.', {
    remedy: 'retry',
    context,
  });
}

function badReply(context: Readonly<Record<string, unknown>>, cause: unknown): AppError {
  return new AppError('BANK_BAD_REPLY', 'The bank gave an answer that makes no sense.', {
    remedy: 'call-attendant',
    context,
    cause,
  });
}

function unreachableBank(cause: unknown, context: Readonly<Record<string, unknown>> = {}) {
  return new AppError('BANK_UNREACHABLE', 'The bank cannot be reached.', {
    remedy: 'retry',
    context,
    cause,
  });
}
