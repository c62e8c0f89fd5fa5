import type { Extent } from '../../foundation/byte-source.ts';
import type { OpenMainStream } from './ports.ts';

/** Bytes that are generated at one go: some milliseconds of work, of which one main stream asks for one at a time. */
export const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads `extent` chunk by chunk, each once the one before was taken.
 *
 * @throws what `main.read` throws.
 */
export async function* readChunks(
  main: Pick<OpenMainStream, 'read'>,
  extent: Extent,
): AsyncGenerator<Uint8Array> {
  const end = extent.offset + extent.length;
  for (let offset = extent.offset; offset < end; offset += CHUNK_BYTES) {
    yield await main.read({ offset, length: Math.min(CHUNK_BYTES, end - offset) });
  }
}
