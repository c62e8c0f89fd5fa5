import { z } from 'zod';
import {
  activationRequestSchema,
  deviceRequestSchema,
  enrolledDeviceSchema,
  licenceListSchema,
  sessionRequestSchema,
  viewerRoutes,
  viewerSessionSchema,
} from '../../contracts/viewer-api.ts';
import type { Activation } from '../identity/activation.ts';
import type { DeviceDesk } from '../identity/device-desk.ts';
import type { DeviceRequests } from '../identity/device-requests.ts';
import type { ViewerSessions } from '../identity/viewer-sessions.ts';
import type { LicenceShelf } from '../viewing/licence-shelf.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';
import {
  authenticateDevice,
  authenticateViewer,
  deviceOf,
  signable,
} from './viewer-authentication.ts';

export interface ViewerServices {
  readonly activation: Activation;
  readonly deviceDesk: DeviceDesk;
  readonly deviceRequests: DeviceRequests;
  readonly sessions: ViewerSessions;
  readonly shelf: LicenceShelf;
}

/** What a route answers that has nothing to say. */
export const done = z.null().describe('Done.');

/** How a customer becomes a viewer at home, their equipment a device, and both a session. */
export function addViewerRoutes(server: BankServer, services: ViewerServices): void {
  const { activation, deviceDesk, deviceRequests, sessions, shelf } = services;
  const signedByDevice = authenticateDevice(deviceRequests);
  server.post(
    viewerRoutes.activations,
    {
      schema: {
        summary: 'Set the first password of a member, who shows the PIN and an order of theirs',
        tags: ['viewer'],
        body: activationRequestSchema,
        response: { 204: done, ...failures },
      },
    },
    async (request, reply) => {
      await activation.activate(request.body);
      return reply.code(204).send(null);
    },
  );
  server.post(
    viewerRoutes.devices,
    {
      schema: {
        summary: 'Enrol a device, which signs with its own new key; asking twice enrols one',
        tags: ['viewer'],
        security: [{ deviceSignature: [] }],
        body: deviceRequestSchema,
        response: { 200: enrolledDeviceSchema, ...failures },
      },
    },
    async (request) => {
      const { sign } = request.body.keys;
      await deviceRequests.authenticateNew(signable(request), request.headers, sign);
      return deviceDesk.enrol(request.body);
    },
  );
  server.post(
    viewerRoutes.sessions,
    {
      preValidation: signedByDevice,
      schema: {
        summary: 'Sign in on an enrolled device',
        tags: ['viewer'],
        security: [{ deviceSignature: [] }],
        body: sessionRequestSchema,
        response: { 200: viewerSessionSchema, ...failures },
      },
    },
    (request) => sessions.signIn(deviceOf(request), request.body),
  );
  server.post(
    viewerRoutes.sessionRenewals,
    {
      preValidation: signedByDevice,
      schema: {
        summary: 'A new session for one that ended less than a day ago, without the password',
        tags: ['viewer'],
        security: [{ deviceSignature: [], viewerSession: [] }],
        response: { 200: viewerSessionSchema, ...failures },
      },
    },
    (request) => sessions.renew(deviceOf(request), request.headers.authorization),
  );
  server.get(
    viewerRoutes.licences,
    {
      preValidation: authenticateViewer(sessions),
      schema: {
        summary: 'The licences of the member, oldest first',
        tags: ['viewer'],
        security: [{ viewerSession: [] }],
        response: { 200: licenceListSchema, ...failures },
      },
    },
    async (request) => ({ licences: await shelf.ofUser(deviceOf(request).userId) }),
  );
}
