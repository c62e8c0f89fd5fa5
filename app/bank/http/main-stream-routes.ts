import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import { bankRoutes, mainStreamDescriptionSchema } from '../../contracts/bank-api.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { KioskRequests } from '../identity/kiosk-requests.ts';
import type { MainStreamDescriber } from '../orders/describe-main-stream.ts';
import type { OrderBook } from '../orders/order-book.ts';
import type { MainStreams, OpenMainStream } from '../orders/ports.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';
import { authenticateKiosk, kioskOf } from './kiosk-authentication.ts';
import { orderRoute } from './order-routes.ts';
import { sendGenerated } from './send-generated.ts';
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
  const { describer, logger } = services;
  const description = await describer.describe(order);
  return sendGenerated(request, reply, {
    description,
    open: () => openStream(services, order, description.bytes),
    onBreak(error) {
      logger.error(
        { orderId: order.orderId, ...errorForLog(error) },
        'A main stream broke off while it was sent.',
      );
    },
  });
}

async function openStream(
  { mainStreams }: MainStreamServices,
  order: OrderRecord,
  bytes: number,
): Promise<OpenMainStream> {
  const main = await mainStreams.open(order);
  if (main.size === bytes) return main;
  main.close();
  throw new AppError('MAIN_STREAM_CHANGED', 'The master of this order is no longer the same.', {
    remedy: 'call-attendant',
    context: { orderId: order.orderId },
  });
}
