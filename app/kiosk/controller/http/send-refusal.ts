import type { FastifyReply } from 'fastify';
import { isAppError } from '../../../foundation/errors.ts';
import { wireError } from './wire-error.ts';

/** Codes that say who may not; everything else is refused as it is now: 409. */
const forbidden: readonly string[] = ['STAFF_RIGHT_MISSING', 'STAFF_REFUSED'];

/** Answers with why something was not done. */
export function sendRefusal(reply: FastifyReply, error: unknown): FastifyReply {
  const isForbidden = isAppError(error) && forbidden.includes(error.code);
  return reply.code(isForbidden ? 403 : 409).send(wireError(error));
}

/** What was sent is not what the route takes. */
export function sendMalformed(reply: FastifyReply, code: string, message: string): FastifyReply {
  return reply.code(400).send({ code, message, remedy: 'reject-input' });
}
