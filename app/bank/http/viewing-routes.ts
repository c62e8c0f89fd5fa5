import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  discChallengeRequestSchema,
  discChallengeSchema,
  discProofSchema,
  viewerRoutes,
  viewingIdSchema,
  viewingRenewalSchema,
  viewingSchema,
} from '../../contracts/viewer-api.ts';
import { AppError } from '../../foundation/errors.ts';
import { bearerToken, type ViewerSessions } from '../identity/viewer-sessions.ts';
import type { ViewingBook } from '../viewing/viewing-book.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';
import { authenticateViewer, deviceOf } from './viewer-authentication.ts';
import { done } from './viewer-routes.ts';

/** What is kept of the blocks that a viewing was given, beside its records. */
export interface Deliveries {
  /** Records what a viewing was given, as far as that is not done. */
  flush(viewingId: string): Promise<void>;
  /** The same, and forgets it. */
  end(viewingId: string): Promise<void>;
}

export interface ViewingServices {
  readonly viewings: ViewingBook;
  readonly deliveries: Deliveries;
  readonly sessions: ViewerSessions;
}

/** What all routes of one viewing share. */
export const viewingRoute = {
  tags: ['viewing'],
  security: [{ viewingToken: [] }],
  params: z.strictObject({ viewingId: viewingIdSchema }),
};

/** From the disc in the drive to the right to see it, for as long as a player says that it plays. */
export function addViewingRoutes(server: BankServer, services: ViewingServices): void {
  const { deliveries, sessions, viewings } = services;
  const ofViewer = {
    preValidation: authenticateViewer(sessions),
    schema: { tags: ['viewing'], security: [{ viewerSession: [] }] },
  };
  server.post(
    viewerRoutes.challenges,
    {
      ...ofViewer,
      schema: {
        ...ofViewer.schema,
        summary: 'Which bytes of its disc a player must know, to be answered once within a minute',
        body: discChallengeRequestSchema,
        response: { 200: discChallengeSchema, ...failures },
      },
    },
    (request) => viewings.challenge(deviceOf(request), request.body.orderId),
  );
  server.post(
    viewerRoutes.viewings,
    {
      ...ofViewer,
      schema: {
        ...ofViewer.schema,
        summary: 'Open a viewing, with the answer to a challenge',
        body: discProofSchema,
        response: { 200: viewingSchema, ...failures },
      },
    },
    (request) => viewings.open(deviceOf(request), request.body),
  );
  server.post(
    viewerRoutes.viewingRenewals(':viewingId'),
    {
      schema: {
        ...viewingRoute,
        summary: 'Say that a viewing goes on',
        response: { 200: viewingRenewalSchema, ...failures },
      },
    },
    async (request) => {
      const { viewingId } = request.params;
      const token = viewingTokenOf(request);
      viewings.checkToken(viewingId, token);
      // What was given counts in what the player is told of its licence.
      await deliveries.flush(viewingId);
      return viewings.renew(viewingId, token);
    },
  );
  server.delete(
    viewerRoutes.viewing(':viewingId'),
    {
      schema: {
        ...viewingRoute,
        summary: 'End a viewing; asking twice ends it once',
        response: { 204: done, ...failures },
      },
    },
    async (request, reply) => {
      const { viewingId } = request.params;
      await viewings.end(viewingId, viewingTokenOf(request));
      await deliveries.end(viewingId);
      return reply.code(204).send(null);
    },
  );
}

/** @throws AppError `VIEWING_TOKEN_REFUSED` where none is shown. */
export function viewingTokenOf(request: FastifyRequest): string {
  const token = bearerToken(request.headers.authorization);
  if (token !== null) return token;
  throw new AppError('VIEWING_TOKEN_REFUSED', 'The token of this viewing is missing.', {
    remedy: 'reject-input',
  });
}
