import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bankRoutes, mainStreamDescriptionSchema } from '../../contracts/bank-api.ts';
import { titleIdSchema } from '../../contracts/identifiers.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { KioskRequests } from '../identity/kiosk-requests.ts';
import type { DescribedImage, DistributorImages } from '../orders/distributor-images.ts';
import type { OrderBook } from '../orders/order-book.ts';
import type { MainStreamLevels, OpenOverlay } from '../orders/ports.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';
import { authenticateKiosk, kioskOf } from './kiosk-authentication.ts';
import { orderRoute } from './order-routes.ts';
import { sendGenerated, streamOf } from './send-generated.ts';
import { errorForLog } from './wire-errors.ts';

export interface LevelServices {
  readonly book: OrderBook;
  readonly images: DistributorImages;
  readonly levels: Pick<MainStreamLevels, 'openOverlay'>;
  readonly requests: KioskRequests;
  readonly logger: Logger;
}

const imageRoute = {
  tags: ['title'],
  security: [{ kioskSignature: [] }],
  params: z.strictObject({ titleId: titleIdSchema }),
};

/**
 * A main stream in two parts, for a kiosk that keeps the images of titles: what all orders of its distributor have in common, and what
 * one order adds to it. Laid over one another (`openOverlaidImage` of the split) they are the main stream of the order.
 */
export function addLevelRoutes(server: BankServer, services: LevelServices): void {
  addOverlayRoute(server, services);
  addImageRoutes(server, services);
}

function addOverlayRoute(server: BankServer, services: LevelServices): void {
  const { book, levels, logger, requests } = services;
  server.route({
    method: ['GET', 'HEAD'],
    url: bankRoutes.overlay(':orderId'),
    preValidation: authenticateKiosk(requests),
    schema: {
      ...orderRoute,
      summary:
        'What turns the image of the title into the main stream of this order; its length is not known before its end',
      produces: ['application/octet-stream'],
    },
    handler: async (request, reply) => {
      const order = await book.get(kioskOf(request), request.params.orderId);
      reply.type('application/octet-stream').header('cache-control', 'no-store');
      if (request.method === 'HEAD') return reply.send();
      const overlay = await levels.openOverlay(order);
      return reply.send(
        streamOf(
          await beginPieces(overlay),
          () => overlay.close(),
          (error) => {
            const { orderId } = order;
            logger.error(
              { orderId, ...errorForLog(error) },
              'An overlay broke off while it was sent.',
            );
          },
        ),
      );
    },
  });
}

/** All pieces. The first is made at once, so that what cannot be made at all is refused by its code. */
async function beginPieces(overlay: OpenOverlay): Promise<AsyncIterable<Uint8Array>> {
  try {
    return piecesFrom(await overlay.next(), overlay);
  } catch (error) {
    overlay.close();
    throw error;
  }
}

async function* piecesFrom(
  first: Uint8Array | null,
  overlay: OpenOverlay,
): AsyncGenerator<Uint8Array> {
  for (let piece = first; piece !== null; piece = await overlay.next()) yield piece;
}

function addImageRoutes(server: BankServer, { images, logger, requests }: LevelServices): void {
  const preValidation = authenticateKiosk(requests);
  const open = (request: FastifyRequest, titleId: string) =>
    images.open(kioskOf(request).distributorId, titleId);
  server.get(
    bankRoutes.imageDescription(':titleId'),
    {
      preValidation,
      schema: {
        ...imageRoute,
        summary:
          'Length and SHA-256 of the image of a title for the kiosk’s distributor. The first time takes a pass over it',
        response: { 200: mainStreamDescriptionSchema, ...failures },
      },
    },
    async (request) => describe(await open(request, request.params.titleId)),
  );
  server.route({
    method: ['GET', 'HEAD'],
    url: bankRoutes.image(':titleId'),
    preValidation,
    schema: {
      ...imageRoute,
      summary:
        'What the main streams of all orders of a title at the kiosk’s distributor have in common, with no identifier ' +
        'of an order; Range, If-Range and HEAD are understood, the ETag is its SHA-256',
      produces: ['application/octet-stream'],
    },
    handler: async (request, reply) => {
      const { titleId } = request.params;
      const description = describe(await open(request, titleId));
      return sendGenerated(request, reply, {
        description,
        async open() {
          const now = await open(request, titleId);
          if (now.description.sha256 === description.sha256) return now.image;
          now.image.close();
          throw new AppError('IMAGE_CHANGED', 'This title has just become another.', {
            remedy: 'retry',
          });
        },
        onBreak(error) {
          logger.error({ titleId, ...errorForLog(error) }, 'An image broke off while it was sent.');
        },
      });
    },
  });
}

function describe({ description, image }: DescribedImage): DescribedImage['description'] {
  image.close();
  return description;
}
