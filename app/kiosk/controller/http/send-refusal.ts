import type { FastifyReply } from 'fastify';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { wireError } from './wire-error.ts';

/** Codes that say who may not; what else is ours is refused as things stand now: 409. */
const forbidden: readonly string[] = ['STAFF_RIGHT_MISSING', 'STAFF_REFUSED'];

/** Answers with why something was not done. What is not ours is a fault of the program: 500, and nothing of the inside. */
export function sendRefusal(reply: FastifyReply, error: unknown, logger: Logger): FastifyReply {
  if (!isAppError(error)) {
    const reason = error instanceof Error ? error.message : 'unknown';
    logger.error({ route: reply.request.routeOptions.url, reason }, 'A request of staff failed.');
    return reply.code(500).send(wireError(error));
  }
  const isForbidden = forbidden.includes(error.code);
  return reply.code(isForbidden ? 403 : 409).send(wireError(error));
}

/** What was sent is not what the route takes. */
export function sendMalformed(reply: FastifyReply, code: string, message: string): FastifyReply {
  return reply.code(400).send({ code, message, remedy: 'reject-input' });
}
