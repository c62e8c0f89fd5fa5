import type { FastifyRequest } from 'fastify';
import type { KioskRecord } from '../../../db/bank/kiosks.ts';
import { AppError } from '../../foundation/errors.ts';
import type { KioskRequests } from '../identity/kiosk-requests.ts';
import type { BankServer } from './bank-server.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, for its digest; `null` where there is none. */
    rawBody: Uint8Array | null;
    /** Who signed this request; `null` on routes that are for everyone. */
    kiosk: KioskRecord | null;
  }
}

/** Keeps the bytes of JSON bodies beside what they mean. Other media types are refused. */
export function keepRawBodies(server: BankServer): void {
  server.decorateRequest('rawBody', null);
  server.decorateRequest('kiosk', null);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      request.rawBody = body;
      try {
        done(null, JSON.parse(body.toString('utf8')));
      } catch (cause) {
        done(
          new AppError('REQUEST_INVALID', 'The body of this request is not JSON.', {
            remedy: 'fix-the-code',
            cause,
          }),
        );
      }
    },
  );
}

/** Runs once the body is there and before anything of it is believed. */
export function authenticateKiosk(requests: KioskRequests) {
  return async (request: FastifyRequest): Promise<void> => {
    request.kiosk = await requests.authenticate(
      { method: request.method, target: request.raw.url ?? request.url, body: request.rawBody },
      request.headers,
    );
  };
}

/** The kiosk of a request on a route that asks for one. */
export function kioskOf(request: FastifyRequest): KioskRecord {
  if (request.kiosk !== null) return request.kiosk;
  throw new AppError('BANK_ROUTE_OPEN', 'This route does not authenticate.', {
    remedy: 'fix-the-code',
  });
}
