import { AppError } from '../../foundation/errors.ts';
import type { FilmReader } from './film-reader.ts';

/** Where bytes of a film go: resolves when the system has taken them, and they may be forgotten. */
export type FilmSink = (bytes: Uint8Array) => Promise<void>;

/** Read at first: a player that looks for a place reads a little, and goes on somewhere else. */
export const FIRST_BYTES = 32 << 10;
/** Read at once afterwards; never more of the film than this is held for one reader. */
export const CHUNK_BYTES = 128 << 10;

export interface PourOptions {
  readonly film: FilmReader;
  readonly first: number;
  /** The last byte, included. */
  readonly last: number;
  readonly signal: AbortSignal;
  /** Called once, when the first bytes have gone: resolves when more may follow. */
  readonly afterFirst?: () => Promise<void>;
}

/**
 * Sends part of a film, no faster than it is taken, and zero-fills what was sent.
 *
 * @throws AppError what the film's `read` throws, `PLAYER_OUTPUT_SHORT` where it ends too early; the signal's reason.
 */
export async function pourFilm(options: PourOptions, sink: FilmSink): Promise<void> {
  const { film, first, last, signal } = options;
  for (let position = first; position <= last;) {
    const isFirst = position === first;
    const wanted = Math.min(isFirst ? FIRST_BYTES : CHUNK_BYTES, last - position + 1);
    const bytes = await film.read(position, wanted, signal);
    try {
      if (bytes.length === 0) throw tooShort(position, film.size);
      signal.throwIfAborted();
      await sink(bytes);
      position += bytes.length;
    } finally {
      bytes.fill(0);
    }
    if (isFirst && position <= last) await options.afterFirst?.();
  }
}

function tooShort(position: number, size: number): AppError {
  return new AppError('PLAYER_OUTPUT_SHORT', 'The film ended before the disc says that it does.', {
    remedy: 'reject-input',
    context: { position, size },
  });
}
