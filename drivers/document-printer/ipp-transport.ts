import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { AppError, isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceProtocol } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import { decodeMessage, encodeMessage, type IppMessage } from './ipp-codec.ts';
import { wordsOfAnswer, wordsOfRequest } from './ipp-words.ts';

export interface IppAddress {
  /** `http:` or `https:`, with a user and a password where the printer asks for them. */
  readonly url: URL;
  /** What a printer is called in its own protocol: without user and password. */
  readonly printerUri: string;
  /** PEM: whom to trust beside the usual authorities. */
  readonly certificate: string | undefined;
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
  return { url, printerUri, certificate };
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
    const bytes = await post(address, encodeMessage(message), limit.signal);
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

function post(
  { url, certificate }: IppAddress,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(deviceOffline('The printer', cause));
    const options = {
      method: 'POST',
      agent: false,
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
    outgoing.on('error', fail);
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
