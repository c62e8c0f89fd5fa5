import { Agent, request as requestPlain, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as requestSecure } from 'node:https';
import { AppError, isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceProtocol } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import { decodeMessage, encodeMessage, IPP_OPERATION, type IppMessage } from './ipp-codec.ts';
import { wordsOfAnswer, wordsOfRequest } from './ipp-words.ts';

export interface IppAddress {
  /** `http:` or `https:`, with a user and a password where the printer asks for them. */
  readonly url: URL;
  /** What a printer is called in its own protocol: without user and password. */
  readonly printerUri: string;
  /** PEM: whom to trust beside the usual authorities. */
  readonly certificate: string | undefined;
  /** Keeps a connection for the next question: a printer is asked every second or two. Destroyed by who has done with it. */
  readonly agent: Agent;
}

/** How long a printer may take to answer. */
const ANSWER_LIMIT = milliseconds(30_000);
/** An answer longer than this is none. */
const LONGEST_ANSWER = 1_048_576;
/** RFC 8010 §4: where a printer listens unless its address says otherwise. */
const IPP_PORT = '631';

/**
 * Reads where a printer is: `ipp://`, `ipps://` (RFC 7472), `http://` or `https://`.
 *
 * @throws AppError `DEVICE_OFFLINE` if no printer can be there.
 */
export function ippAddress(address: string, certificate?: string): IppAddress {
  const given = URL.canParse(address) ? new URL(address) : null;
  if (given === null || !/^(ipps?|https?):$/.test(given.protocol) || given.hostname === '') {
    throw new AppError('DEVICE_OFFLINE', `No printer can be at ${withoutPassword(address)}.`, {
      remedy: 'reject-input',
      context: { forms: ['ipp://host/ipp/print', 'ipps://host/ipp/print'] },
    });
  }
  const isSecure = given.protocol === 'ipps:' || given.protocol === 'https:';
  const isIpp = given.protocol.startsWith('ipp');
  const url = new URL(address.replace(/^[a-z]+:/i, isSecure ? 'https:' : 'http:'));
  if (isIpp && given.port === '') url.port = IPP_PORT;
  const named = new URL(url);
  named.username = '';
  named.password = '';
  const printerUri = named.href.replace(/^http/, 'ipp');
  const agent = isSecure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  return { url, printerUri, certificate, agent };
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}

/**
 * Sends one IPP request and reads the answer.
 *
 * @throws AppError `DEVICE_OFFLINE`, `DEVICE_CANCELED`, `DEVICE_PROTOCOL`
 */
export async function askPrinter(
  { clock, tap }: DriverServices,
  address: IppAddress,
  message: IppMessage,
  signal?: AbortSignal,
  within: Milliseconds = ANSWER_LIMIT,
): Promise<IppMessage> {
  const limit = new AbortController();
  const cancelLimit = clock.after(within, () => limit.abort(new Error('no answer')));
  const onAbort = () => limit.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    if (!limit.signal.aborted) {
      const head = encodeMessage({ ...message, data: new Uint8Array() });
      tap?.({ direction: 'sent', bytes: head, meaning: wordsOfRequest(message) });
    }
    const bytes = await post(address, message, limit.signal);
    const answer = heard(bytes, tap);
    if (answer.requestId !== message.requestId) {
      throw deviceProtocol('The printer answered another question.', {
        asked: message.requestId,
        answered: answer.requestId,
      });
    }
    return answer;
  } catch (error) {
    if (signal?.aborted) throw deviceCanceled('Asking the printer', error);
    throw error;
  } finally {
    cancelLimit();
    signal?.removeEventListener('abort', onAbort);
  }
}

function heard(bytes: Uint8Array, tap: DriverServices['tap']): IppMessage {
  try {
    const answer = decodeMessage(bytes);
    tap?.({ direction: 'received', bytes, meaning: wordsOfAnswer(answer) });
    return answer;
  } catch (error) {
    if (isAppError(error)) tap?.({ direction: 'received', bytes, meaning: 'noise' });
    throw error;
  }
}

/**
 * A kept connection may have been closed by the printer just as it is used: a question is asked again then, on a new one.
 * A document is always sent on a connection of its own, because it must not be sent twice.
 */
async function post(
  address: IppAddress,
  message: IppMessage,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const body = encodeMessage(message);
  if (message.code === IPP_OPERATION.printJob) return postOnce(address, body, false, signal);
  try {
    return await postOnce(address, body, address.agent, signal);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return postOnce(address, body, false, signal);
  }
}

/** The printer had closed the connection before the question came to it. */
class StaleConnection extends Error {}

function postOnce(
  { url, certificate }: IppAddress,
  body: Uint8Array,
  agent: Agent | false,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(deviceOffline('The printer', cause));
    const options = {
      method: 'POST',
      agent,
      signal,
      headers: { 'content-type': 'application/ipp', 'content-length': body.length },
      ...(certificate === undefined ? {} : { ca: certificate }),
    } as const;
    const onAnswer = (incoming: IncomingMessage) => {
      const parts: Buffer[] = [];
      let length = 0;
      incoming.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > LONGEST_ANSWER) incoming.destroy(new Error('the answer does not end'));
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        if (incoming.statusCode === 200) resolve(Buffer.concat(parts));
        else reject(httpError(incoming.statusCode ?? 0));
      });
    };
    const outgoing =
      url.protocol === 'https:'
        ? requestSecure(url, options, onAnswer)
        : requestPlain(url, options, onAnswer);
    outgoing.on('error', (cause: NodeJS.ErrnoException) => {
      const isStale = outgoing.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(cause.code ?? '');
      if (isStale) reject(new StaleConnection('closed', { cause }));
      else fail(cause);
    });
    outgoing.end(body);
  });
}

function httpError(httpStatus: number): AppError {
  const sentence =
    httpStatus === 401 || httpStatus === 403
      ? 'The printer wants another user or password.'
      : 'The printer does not speak IPP here.';
  return deviceProtocol(sentence, { httpStatus });
}
