import { request } from 'node:http';
import type { Clock } from '../../app/foundation/clock.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceProtocol } from '../contract/device-errors.ts';
import { decodeMessage, encodeMessage, type IppMessage } from './ipp-codec.ts';

/** How long a printer may take to answer, milliseconds. */
const ANSWER_LIMIT = milliseconds(30_000);
/** An answer longer than this is none. */
const LONGEST_ANSWER = 1_048_576;

/**
 * Sends one IPP request to `url` (`http://…/ipp/print`) and reads the answer.
 *
 * @throws AppError `DEVICE_OFFLINE`, `DEVICE_CANCELED`, `DEVICE_PROTOCOL`
 */
export async function askPrinter(
  url: string,
  message: IppMessage,
  clock: Clock,
  signal?: AbortSignal,
): Promise<IppMessage> {
  const body = encodeMessage(message);
  const limit = new AbortController();
  const cancelLimit = clock.after(ANSWER_LIMIT, () => limit.abort(new Error('no answer')));
  const onAbort = () => limit.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    const answer = decodeMessage(await post(url, body, limit.signal));
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

function post(url: string, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(deviceOffline('The printer', cause));
    const outgoing = request(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        headers: { 'content-type': 'application/ipp', 'content-length': body.length },
      },
      (incoming) => {
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
          else {
            reject(
              deviceProtocol('The printer does not speak IPP here.', {
                httpStatus: incoming.statusCode,
              }),
            );
          }
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}
