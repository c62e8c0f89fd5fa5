import type { FastifyReply } from 'fastify';
import { blockRangeSchema, viewerRoutes } from '../../contracts/viewer-api.ts';
import { AppError } from '../../foundation/errors.ts';
import type { BlockService } from '../viewing/block-service.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';
import { viewingRoute, viewingTokenOf } from './viewing-routes.ts';

const sealed = { ...viewingRoute, produces: ['application/octet-stream'], response: failures };

/** The complement of a film that is being watched: its head, and its blocks as viewing advances. Both are sealed. */
export function addBlockRoutes(
  server: BankServer,
  blocks: Pick<BlockService, 'head' | 'blocks'>,
): void {
  server.get(
    viewerRoutes.head(':viewingId'),
    {
      schema: { ...sealed, summary: 'The head of a complement: one sealed frame' },
    },
    async (request, reply) => {
      const { viewingId } = request.params;
      return sendFrames(reply, await blocks.head(viewingId, viewingTokenOf(request)));
    },
  );
  server.get(
    viewerRoutes.blocks(':viewingId'),
    {
      schema: {
        ...sealed,
        summary:
          'Blocks from the first on, as many as the pace of viewing allows: sealed frames. 429 with retry-after-ms, in ' +
          'milliseconds, where the player is as far ahead as it may be',
        querystring: blockRangeSchema,
      },
    },
    async (request, reply) => {
      const { viewingId } = request.params;
      const answer = await blocks.blocks(viewingId, viewingTokenOf(request), request.query);
      if (answer.is === 'frames') return sendFrames(reply, answer.bytes);
      reply.header('retry-after-ms', answer.retryAfterMs).header('cache-control', 'no-store');
      throw new AppError('VIEWING_AHEAD', 'This player is as far ahead as it may be.', {
        remedy: 'retry',
      });
    },
  );
}

function sendFrames(reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  return reply
    .type('application/octet-stream')
    .header('cache-control', 'no-store')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
