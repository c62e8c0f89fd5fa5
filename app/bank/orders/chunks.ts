import { setImmediate } from 'node:timers/promises';
import type { ByteSource, Extent } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';

/** Bytes computed at one go; some milliseconds of work, then others have their turn. */
export const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads `extent` chunk by chunk, letting the event loop turn between two.
 *
 * @throws AppError `MAIN_STREAM_TRUNCATED` if the source gives less than it promised.
 */
export async function* readChunks(source: ByteSource, extent: Extent): AsyncGenerator<Uint8Array> {
  const end = extent.offset + extent.length;
  for (let position = extent.offset; position < end;) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position));
    if (source.read(position, chunk) !== chunk.length) {
      throw new AppError('MAIN_STREAM_TRUNCATED', 'A main stream ended before its length.', {
        remedy: 'call-attendant',
        context: { position },
      });
    }
    yield chunk;
    position += chunk.length;
    await setImmediate();
  }
}
