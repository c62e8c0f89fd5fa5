import type { ByteSource, Extent } from '../../foundation/byte-source.ts';
import type { SynthesisDevice } from '../ports.ts';

/** Film that can be read anywhere; what it gives is its reader's, who zero-fills it when it is spent. */
export interface FilmReader {
  readonly size: number;
  /** @returns at most `length` bytes, at least one before the end: no more than lie in one piece. */
  read(position: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** The whole image, as it was before it was cut. */
export function imageOf(device: SynthesisDevice): FilmReader {
  return {
    size: device.size,
    read: (position, length, signal) => device.read(position, length, signal),
  };
}

/** The untouched main stream. */
export function mainStreamOf(source: ByteSource): FilmReader {
  return {
    size: source.size,
    async read(position, length, signal) {
      signal.throwIfAborted();
      const bytes = new Uint8Array(Math.max(0, Math.min(length, source.size - position)));
      return bytes.subarray(0, source.read(position, bytes));
    },
  };
}

/** Some parts of a film one after another. */
export function partsOf(film: FilmReader, extents: readonly Extent[]): FilmReader {
  return {
    size: extents.reduce((sum, { length }) => sum + length, 0),
    async read(position, length, signal) {
      let begin = 0;
      for (const extent of extents) {
        const within = position - begin;
        if (within < extent.length) {
          return film.read(
            extent.offset + within,
            Math.min(length, extent.length - within),
            signal,
          );
        }
        begin += extent.length;
      }
      return new Uint8Array(0);
    },
  };
}
