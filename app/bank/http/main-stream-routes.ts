import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import { bankRoutes, mainStreamDescriptionSchema } from '../../contracts/bank-api.ts';
import type { Extent } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { KioskRequests } from '../identity/kiosk-requests.ts';
import { CHUNK_BYTES, readChunks } from '../orders/chunks.ts';
import type { MainStreamDescriber } from '../orders/describe-main-stream.ts';
import type { OrderBook } from '../orders/order-book.ts';
import type { MainStreams } from '../orders/ports.ts';
import type { BankServer } from './bank-server.ts';
import { selectRange } from './byte-range.ts';
import { failures } from './failures.ts';
import { authenticateKiosk, kioskOf } from './kiosk-authentication.ts';
import { orderRoute } from './order-routes.ts';
import { errorForLog } from './wire-errors.ts';

export interface MainStreamServices {
  readonly book: OrderBook;
  readonly describer: MainStreamDescriber;
  readonly mainStreams: MainStreams;
  readonly requests: KioskRequests;
  readonly logger: Logger;
}

/** The larger leaf of an order, generated as it is sent. It can be resumed at any byte. */
export function addMainStreamRoutes(server: BankServer, services: MainStreamServices): void {
  const { book, describer, requests } = services;
  const preValidation = authenticateKiosk(requests);
  server.get(
    bankRoutes.mainStreamDescription(':orderId'),
    {
      preValidation,
      schema: {
        ...orderRoute,
        summary: 'Length and SHA-256 of a main stream. The first time takes a pass over it',
        response: { 200: mainStreamDescriptionSchema, ...failures },
      },
    },
    async (request) => describer.describe(await book.get(kioskOf(request), request.params.orderId)),
  );
  server.route({
    method: ['GET', 'HEAD'],
    url: bankRoutes.mainStream(':orderId'),
    preValidation,
    schema: {
      ...orderRoute,
      summary: 'The main stream; Range, If-Range and HEAD are understood, the ETag is its SHA-256',
      produces: ['application/octet-stream'],
    },
    handler: async (request, reply) => {
      const order = await book.get(kioskOf(request), request.params.orderId);
      return answer(services, order, request, reply);
    },
  });
}

async function answer(
  services: MainStreamServices,
  order: OrderRecord,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { bytes, sha256 } = await services.describer.describe(order);
  const etag = `"${sha256}"`;
  const range = selectRange(request.headers, bytes, etag);
  reply.header('accept-ranges', 'bytes').header('cache-control', 'no-store');
  if (range.kind === 'unsatisfiable') {
    reply.header('content-range', `bytes */${bytes}`);
    throw new AppError('RANGE_NOT_SATISFIABLE', 'The main stream ends before this range.', {
      remedy: 'fix-the-code',
    });
  }
  const extent = range.kind === 'whole' ? { offset: 0, length: bytes } : range;
  if (range.kind === 'part') {
    const last = range.offset + range.length - 1;
    reply.code(206).header('content-range', `bytes ${range.offset}-${last}/${bytes}`);
  }
  const stream =
    request.method === 'HEAD' ? null : await openStream(services, order, bytes, extent);
  reply
    .type('application/octet-stream')
    .header('etag', etag)
    .header('content-length', extent.length);
  return stream === null ? reply.send() : reply.send(stream);
}

async function openStream(
  { mainStreams, logger }: MainStreamServices,
  order: OrderRecord,
  bytes: number,
  extent: Extent,
): Promise<Readable> {
  const main = await mainStreams.open(order);
  if (main.size !== bytes) {
    main.close();
    throw new AppError('MAIN_STREAM_CHANGED', 'The master of this order is no longer the same.', {
      remedy: 'call-attendant',
      context: { orderId: order.orderId },
    });
  }
  const stream = Readable.from(readChunks(main, extent), {
    objectMode: false,
    highWaterMark: CHUNK_BYTES,
  });
  // Also when the kiosk hangs up before the first byte: then the generator never ran, and has no end of its own.
  stream.once('close', () => main.close());
  stream.once('error', (error) => {
    logger.error(
      { orderId: order.orderId, ...errorForLog(error) },
      'A main stream broke off while it was sent.',
    );
  });
  return stream;
}
