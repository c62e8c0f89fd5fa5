import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MainStreamDescription } from '../../contracts/bank-api.ts';
import type { Extent } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import { CHUNK_BYTES, readChunks } from '../orders/chunks.ts';
import type { OpenMainStream } from '../orders/ports.ts';
import { selectRange } from './byte-range.ts';

/** Something whose bytes are known before they are generated. */
export interface Described {
  readonly description: Pick<MainStreamDescription, 'bytes' | 'sha256'>;
  /** Opened where bytes of it are sent; closed when that ends. */
  open(): Promise<Pick<OpenMainStream, 'read' | 'close'>>;
  /** Hears of an error that came too late for an answer of its own. */
  onBreak(error: Error): void;
}

/** Answers `GET` or `HEAD` with all of it, or the part that is asked for. The ETag is its SHA-256. */
export async function sendGenerated(
  request: FastifyRequest,
  reply: FastifyReply,
  described: Described,
): Promise<FastifyReply> {
  const { bytes, sha256 } = described.description;
  const etag = `"${sha256}"`;
  const range = selectRange(request.headers, bytes, etag);
  reply.header('accept-ranges', 'bytes').header('cache-control', 'no-store');
  if (range.kind === 'unsatisfiable') {
    reply.header('content-range', `bytes */${bytes}`);
    throw new AppError('RANGE_NOT_SATISFIABLE', 'What is asked for ends before this range.', {
      remedy: 'fix-the-code',
    });
  }
  const extent: Extent = range.kind === 'whole' ? { offset: 0, length: bytes } : range;
  if (range.kind === 'part') {
    const last = range.offset + range.length - 1;
    reply.code(206).header('content-range', `bytes ${range.offset}-${last}/${bytes}`);
  }
  const source = request.method === 'HEAD' ? null : await described.open();
  reply
    .type('application/octet-stream')
    .header('etag', etag)
    .header('content-length', extent.length);
  if (source === null) return reply.send();
  return reply.send(
    streamOf(
      readChunks(source, extent),
      () => source.close(),
      (error) => described.onBreak(error),
    ),
  );
}

/** What is sent piece by piece, as fast as it is taken. */
export function streamOf(
  pieces: AsyncIterable<Uint8Array>,
  close: () => void,
  onBreak: (error: Error) => void,
): Readable {
  const stream = Readable.from(pieces, { objectMode: false, highWaterMark: CHUNK_BYTES });
  // Also when the kiosk hangs up before the first byte: then the generator never ran, and has no end of its own.
  stream.once('close', close);
  stream.once('error', onBreak);
  return stream;
}
