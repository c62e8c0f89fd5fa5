import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  issuedStickSchema,
  kioskStickRequestSchema,
  kioskStickRoutes,
  stickReceiptsSchema,
  stickRequestSchema,
  stickStatusSchema,
} from '../../contracts/stick-api.ts';
import { stickIdSchema, viewerRoutes } from '../../contracts/viewer-api.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { KioskRequests } from '../identity/kiosk-requests.ts';
import type { ViewerSessions } from '../identity/viewer-sessions.ts';
import type { StickDesk } from '../sticks/stick-desk.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';
import { authenticateKiosk, kioskOf } from './kiosk-authentication.ts';
import { authenticateViewer, deviceOf } from './viewer-authentication.ts';
import { errorForLog } from './wire-errors.ts';

export interface StickServices {
  readonly sticks: StickDesk;
  readonly sessions: ViewerSessions;
  readonly requests: KioskRequests;
  readonly logger: Logger;
}

/** Receipts of a hundred showings, each resumed and attested, are longer than anything else that is said to the bank. */
const RECEIPTS_LIMIT_BYTES = 256 * 1024;

const params = z.strictObject({ stickId: stickIdSchema });
const ofBody = { params, produces: ['application/octet-stream'] };

/** Complements on portable storage: for players that hold the disc, and for kiosks that made it. */
export function addStickRoutes(server: BankServer, services: StickServices): void {
  const { logger, requests, sessions, sticks } = services;
  const viewer = { tags: ['stick'], security: [{ viewerSession: [] }] };
  const kiosk = { tags: ['stick'], security: [{ kioskSignature: [] }] };
  const bySession = authenticateViewer(sessions);
  const byKiosk = authenticateKiosk(requests);
  server.post(
    viewerRoutes.sticks,
    {
      preValidation: bySession,
      schema: {
        ...viewer,
        summary:
          'A stick for this device, which shows its disc; the same request gets the same stick',
        body: stickRequestSchema,
        response: { 200: issuedStickSchema, ...failures },
      },
    },
    (request) => sticks.issueAtHome(deviceOf(request), request.body),
  );
  server.get(
    viewerRoutes.stickBody(':stickId'),
    {
      preValidation: bySession,
      schema: { ...viewer, ...ofBody, summary: 'The sealed complement of a stick' },
    },
    async (request, reply) => {
      const { deviceId } = deviceOf(request);
      return sendBody(reply, await sticks.openBody(request.params.stickId, { deviceId }), logger);
    },
  );
  server.post(
    viewerRoutes.stickReceipts(':stickId'),
    {
      preValidation: bySession,
      bodyLimit: RECEIPTS_LIMIT_BYTES,
      schema: {
        ...viewer,
        params,
        summary: 'What was shown from a stick; with isReturn its unused showings go back',
        body: stickReceiptsSchema,
        response: { 200: stickStatusSchema, ...failures },
      },
    },
    (request) => sticks.takeReceipts(deviceOf(request), request.params.stickId, request.body),
  );
  server.post(
    kioskStickRoutes.sticks,
    {
      preValidation: byKiosk,
      schema: {
        ...kiosk,
        summary: 'A stick for a device of a customer who identified here just now',
        body: kioskStickRequestSchema,
        response: { 200: issuedStickSchema, ...failures },
      },
    },
    (request) => sticks.issueAtKiosk(kioskOf(request), request.body),
  );
  server.get(
    kioskStickRoutes.stickBody(':stickId'),
    {
      preValidation: byKiosk,
      schema: { ...kiosk, ...ofBody, summary: 'The sealed complement of a stick of this kiosk' },
    },
    async (request, reply) => {
      const { kioskId } = kioskOf(request);
      return sendBody(reply, await sticks.openBody(request.params.stickId, { kioskId }), logger);
    },
  );
}

function sendBody(
  reply: FastifyReply,
  { body, bytes }: { readonly body: AsyncIterable<Uint8Array>; readonly bytes: number },
  logger: Logger,
): FastifyReply {
  const stream = Readable.from(body, { objectMode: false });
  stream.once('error', (error) => {
    logger.error({ ...errorForLog(error) }, 'The body of a stick broke off while it was sent.');
  });
  return reply
    .type('application/octet-stream')
    .header('cache-control', 'no-store')
    .header('content-length', bytes)
    .send(stream);
}
