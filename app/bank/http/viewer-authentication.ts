import type { FastifyRequest } from 'fastify';
import type { DeviceRecord } from '../../../db/bank/devices.ts';
import { AppError } from '../../foundation/errors.ts';
import type { SignableRequest } from '../../foundation/http-signature.ts';
import type { DeviceRequests } from '../identity/device-requests.ts';
import type { ViewerSessions } from '../identity/viewer-sessions.ts';
import type { BankServer } from './bank-server.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose device asks; `null` on routes that are not for viewers. */
    device: DeviceRecord | null;
  }
}

/** Once for each server, before the routes of viewers. */
export function keepDevices(server: BankServer): void {
  server.decorateRequest('device', null);
}

/** A request as its sender signed it. */
export function signable(request: FastifyRequest): SignableRequest {
  return {
    method: request.method,
    target: request.raw.url ?? request.url,
    body: request.rawBody,
  };
}

/** For requests that a device signs. */
export function authenticateDevice(requests: DeviceRequests) {
  return async (request: FastifyRequest): Promise<void> => {
    request.device = await requests.authenticate(signable(request), request.headers);
  };
}

/** For requests that show the token of a session. */
export function authenticateViewer(sessions: ViewerSessions) {
  return async (request: FastifyRequest): Promise<void> => {
    request.device = await sessions.authenticate(request.headers.authorization);
  };
}

/** The device of a request on a route that asks for one; it is not revoked. */
export function deviceOf(request: FastifyRequest): DeviceRecord {
  if (request.device !== null) return request.device;
  throw new AppError('BANK_ROUTE_OPEN', 'This route does not authenticate.', {
    remedy: 'fix-the-code',
  });
}
