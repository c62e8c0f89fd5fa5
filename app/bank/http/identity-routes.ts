import { z } from 'zod';
import {
  bankRoutes,
  enrolmentRequestSchema,
  enrolmentSchema,
  identificationRequestSchema,
  identificationSchema,
  kioskRetirementSchema,
  kioskStartReplySchema,
  kioskStartSchema,
} from '../../contracts/bank-api.ts';
import type { EnrolmentDesk } from '../identity/enrolment.ts';
import type { Identifier } from '../identity/identify.ts';
import type { KioskDesk } from '../identity/kiosk-desk.ts';
import type { KioskRequests } from '../identity/kiosk-requests.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';
import { authenticateKiosk, kioskOf } from './kiosk-authentication.ts';

export interface IdentityServices {
  readonly desk: EnrolmentDesk;
  readonly kioskDesk: KioskDesk;
  readonly identifier: Identifier;
  readonly requests: KioskRequests;
}

const retiredSchema = z.strictObject({});

/** How a machine becomes a kiosk, and how a customer shows who they are. */
export function addIdentityRoutes(server: BankServer, services: IdentityServices): void {
  const { desk, identifier, kioskDesk, requests } = services;
  server.post(
    bankRoutes.enrol,
    {
      schema: {
        summary: 'Enrol a kiosk with a one-time code',
        tags: ['kiosk'],
        body: enrolmentRequestSchema,
        response: { 200: enrolmentSchema, ...failures },
      },
    },
    (request) => desk.enrol(request.body.code, request.body.publicKey),
  );
  server.post(
    bankRoutes.starts,
    {
      preValidation: authenticateKiosk(requests),
      schema: {
        summary: 'How far the records of a kiosk are that started',
        tags: ['kiosk'],
        security: [{ kioskSignature: [] }],
        body: kioskStartSchema,
        response: { 200: kioskStartReplySchema, ...failures },
      },
    },
    (request) => kioskDesk.start(kioskOf(request), request.body),
  );
  server.post(
    bankRoutes.retirements,
    {
      preValidation: authenticateKiosk(requests),
      schema: {
        summary: 'A kiosk is no more: nothing that it signs is believed from now on',
        tags: ['kiosk'],
        security: [{ kioskSignature: [] }],
        body: kioskRetirementSchema,
        response: { 200: retiredSchema, ...failures },
      },
    },
    async (request) => {
      await kioskDesk.retire(kioskOf(request), request.body.kioskId);
      return {};
    },
  );
  server.post(
    bankRoutes.identify,
    {
      preValidation: authenticateKiosk(requests),
      schema: {
        summary: 'Identify a customer, and get a proof that is good for one order here and now',
        tags: ['kiosk'],
        security: [{ kioskSignature: [] }],
        body: identificationRequestSchema,
        response: { 200: identificationSchema, ...failures },
      },
    },
    (request) => identifier.identify(request.body, kioskOf(request).kioskId),
  );
}
