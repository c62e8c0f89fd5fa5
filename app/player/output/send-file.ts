import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, pause } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { milliseconds } from '../../foundation/units.ts';
import { parseRange } from './byte-range.ts';
import { type FilmReader } from './film-reader.ts';
import { pourFilm } from './pour-film.ts';
import type { PresentedFile } from './presented-files.ts';
import type { ReaderPlaces } from './reader-places.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly places: ReaderPlaces;
  readonly clock: Clock;
  /** Bytes that the system holds for the player, or null where it does not say. */
  readonly unread: () => Promise<number | null>;
}

/**
 * How long a new connection waits after its first bytes. A player that seeks in a program stream tries several places and leaves
 * each at once; what the system's buffers hold by then was taken out of the look-ahead for nothing.
 */
const PAUSE_AFTER_FIRST = milliseconds(25);
/** More is not given to the system before its player has read: the system would hold some 4 MiB, ten seconds of film. */
const UNREAD_BYTES = 128 << 10;
/** How often a player that has not read yet is looked at. At 128 KiB each time a film goes ten times as fast as any DVD. */
const LOOK_EVERY = milliseconds(10);

/** Answers `GET` and `HEAD`, whole or in part (RFC 9110 §9.3.1, §14). */
export async function answerWithFile(file: PresentedFile, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const size = file.is === 'film' ? file.film.size : file.bytes.length;
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('cache-control', 'no-store');
  const asked = parseRange(request.headers.range, size);
  if (asked.is === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${size}`);
    return answerWithSentence(response, 416, 'There are not so many bytes.');
  }
  const { first, last } = asked.is === 'part' ? asked.range : { first: 0, last: size - 1 };
  const head = () => {
    response.statusCode = asked.is === 'part' ? 206 : 200;
    response.setHeader('content-type', file.type);
    response.setHeader('content-length', last - first + 1);
    if (asked.is === 'part') response.setHeader('content-range', `bytes ${first}-${last}/${size}`);
  };
  if (request.method === 'HEAD') {
    head();
    response.end();
  } else if (file.is === 'text') {
    head();
    response.end(file.bytes.subarray(first, last + 1));
  } else {
    await sendFilm(file.film, { first, last }, head, exchange);
  }
}

async function sendFilm(
  film: FilmReader,
  { first, last }: { readonly first: number; readonly last: number },
  head: () => void,
  { response, places, clock, unread }: Exchange,
): Promise<void> {
  const place = places.enter();
  response.once('close', () => place.leave());
  try {
    await pourFilm(
      {
        film,
        first,
        last,
        signal: place.signal,
        afterFirst: () => pause(clock, PAUSE_AFTER_FIRST, place.signal),
      },
      async (bytes) => {
        if (!response.headersSent) head();
        await write(response, bytes, place.signal);
        place.moved();
        while (((await unread()) ?? 0) > UNREAD_BYTES) {
          await pause(clock, LOOK_EVERY, place.signal);
        }
      },
    );
    response.end();
  } catch (error) {
    // Once bytes have gone the player learns of it by a connection that ends too early: the state says why.
    if (response.headersSent || response.destroyed || place.signal.aborted) response.destroy();
    else answerWithSentence(response, 503, sentenceOf(error));
  } finally {
    place.leave();
  }
}

/** Resolves when the bytes are with the system. */
function write(response: ServerResponse, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    response.write(bytes, (error) => {
      signal.removeEventListener('abort', onAbort);
      if (error) reject(error);
      else resolve();
    });
  });
}

export function answerWithSentence(response: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('content-length', bytes.length);
  response.setHeader('cache-control', 'no-store');
  response.end(bytes);
}

function sentenceOf(error: unknown): string {
  return error instanceof AppError ? error.message : 'The film cannot be read.';
}
