import type { Writable } from 'node:stream';
import type { FilmReader } from './film-reader.ts';
import { pourFilm } from './pour-film.ts';

/**
 * Writes a film to a pipe, no faster than it is read there.
 *
 * @returns whether all of it was taken: false where the reader closed the pipe, as `head` does.
 * @throws AppError what the film's `read` throws; the signal's reason.
 */
export async function writeFilm(
  film: FilmReader,
  target: Writable,
  signal: AbortSignal,
): Promise<boolean> {
  let isClosed = false;
  const onError = () => {
    isClosed = true;
  };
  target.on('error', onError);
  try {
    await pourFilm({ film, first: 0, last: film.size - 1, signal }, (bytes) =>
      write(target, bytes, signal),
    );
    return true;
  } catch (error) {
    if (isBrokenPipe(error) || (isClosed && !signal.aborted)) return false;
    throw error;
  } finally {
    target.off('error', onError);
  }
}

function write(target: Writable, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    target.write(bytes, (error) => {
      signal.removeEventListener('abort', onAbort);
      if (error) reject(error);
      else resolve();
    });
  });
}

function isBrokenPipe(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'EPIPE';
}
