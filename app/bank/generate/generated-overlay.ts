import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../foundation/errors.ts';
import type { GeneratedOverlay } from './generation.ts';

/** Bytes that are handed on at once: those of a few blocks of a film, some milliseconds of work. */
const PIECE_BYTES = 32 * 1024;

/**
 * The overlay that an engine writes in `pieces`, a block at a time: others have their turn in between.
 *
 * @param release is called once, when it is closed.
 */
export function overlayOf(pieces: Iterable<Uint8Array>, release: () => void): GeneratedOverlay {
  const iterator = pieces[Symbol.iterator]();
  let isOpen = true;
  let isSpent = false;
  return {
    async next(signal) {
      const gathered: Uint8Array[] = [];
      let bytes = 0;
      while (bytes < PIECE_BYTES && !isSpent) {
        await setImmediate();
        signal?.throwIfAborted();
        // What the engine reads from, and with which keys, is gone by then.
        if (!isOpen) throw closed();
        const { done, value } = iterator.next();
        if (done === true) isSpent = true;
        else {
          gathered.push(value);
          bytes += value.length;
        }
      }
      if (gathered.length === 0) return null;
      const piece = new Uint8Array(bytes);
      let at = 0;
      for (const part of gathered) {
        piece.set(part, at);
        at += part.length;
      }
      return piece;
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      iterator.return?.();
      release();
    },
  };
}

function closed(): AppError {
  return new AppError('GENERATION_CLOSED', 'This overlay was closed.', { remedy: 'fix-the-code' });
}
