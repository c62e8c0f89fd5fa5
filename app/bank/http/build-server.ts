import helmet from '@fastify/helmet';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Catalogue } from '../orders/ports.ts';
import type { BlockService } from '../viewing/block-service.ts';
import { addPageRoutes } from '../pages/page-routes.ts';
import { addApiDescription } from './api-description.ts';
import type { BankServer } from './bank-server.ts';
import { addIdentityRoutes, type IdentityServices } from './identity-routes.ts';
import { keepRawBodies } from './kiosk-authentication.ts';
import { addLevelRoutes, type LevelServices } from './level-routes.ts';
import { addMainStreamRoutes, type MainStreamServices } from './main-stream-routes.ts';
import { addMediaRoutes } from './media-routes.ts';
import { addOrderRoutes } from './order-routes.ts';
import { addPublicRoutes } from './public-routes.ts';
import { addBlockRoutes } from './block-routes.ts';
import { addStickRoutes, type StickServices } from './stick-routes.ts';
import { TroubleLog } from './trouble-log.ts';
import { keepDevices } from './viewer-authentication.ts';
import { addViewerRoutes, type ViewerServices } from './viewer-routes.ts';
import { addViewingRoutes, type ViewingServices } from './viewing-routes.ts';
import { answerError, notFound } from './wire-errors.ts';

/** The largest thing that is said to the bank is the answer to a challenge, some 5 000 characters. */
const BODY_LIMIT_BYTES = 16 * 1024;

export interface ServerParts extends IdentityServices, MainStreamServices, LevelServices {
  readonly sticks: StickServices['sticks'];
  readonly viewers: ViewerServices & ViewingServices & { readonly blocks: BlockService };
  readonly catalogue: Catalogue;
  /** The one folder whose files are served. */
  readonly mediaFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One route, as Fastify knows it. */
export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

/** Everything the bank answers to. `routes` lists all of it, the pages and the documentation included. */
export async function buildServer(
  parts: ServerParts,
): Promise<{ server: BankServer; routes: readonly RegisteredRoute[] }> {
  const { catalogue, clock, logger } = parts;
  const troubles = new TroubleLog(logger, clock);
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const told = answerError(error);
    troubles.note(request.routeOptions?.url ?? null, told, error);
    return reply.code(told.status).type('application/json').send(told.body);
  };
  const server: BankServer = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    // Milliseconds for a whole request to arrive; its answer may take as long as a disc.
    requestTimeout: 30_000,
    forceCloseConnections: true,
    // A main stream has its own HEAD; what is generated must not be made only to be thrown away.
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => {
      void answer(error, request, reply);
    },
  }).withTypeProvider<ZodTypeProvider>();
  const routes: RegisteredRoute[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url });
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler(answer);
  server.setNotFoundHandler((_request, reply) => reply.code(404).send(notFound));
  server.addHook('onResponse', async (request, reply) => {
    const { device, method, kiosk, routeOptions } = request;
    logger.debug(
      {
        method,
        route: routeOptions.url ?? null,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        kioskId: kiosk?.kioskId ?? null,
        deviceId: device?.deviceId ?? null,
      },
      'Answered.',
    );
  });
  keepRawBodies(server);
  keepDevices(server);
  await server.register(helmet, {
    // Who puts TLS in front of the bank says so there.
    hsts: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        imgSrc: ["'self'"],
        mediaSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  await addApiDescription(server);
  addPublicRoutes(server, catalogue, clock);
  addIdentityRoutes(server, parts);
  addOrderRoutes(server, parts.book, parts.requests);
  addMainStreamRoutes(server, parts);
  addLevelRoutes(server, parts);
  addViewerRoutes(server, parts.viewers);
  addViewingRoutes(server, parts.viewers);
  addBlockRoutes(server, parts.viewers.blocks);
  addStickRoutes(server, { ...parts, sessions: parts.viewers.sessions });
  await addMediaRoutes(server, parts.mediaFolder);
  addPageRoutes(server, catalogue);
  await server.ready();
  return { server, routes };
}
