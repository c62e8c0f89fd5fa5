import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { markSvg } from '../pages/mark.ts';
import type { BankServer } from './bank-server.ts';

/** The OpenAPI description of the routes added after it, and its page at `/docs`. */
export async function addApiDescription(server: BankServer): Promise<void> {
  await server.register(swagger, {
    openapi: {
      info: {
        title: 'Diptych bank',
        version: '1',
        description:
          'What a kiosk and the bank say to each other, and what a player at home says to it.',
      },
      components: {
        securitySchemes: {
          kioskSignature: {
            type: 'apiKey',
            in: 'header',
            name: 'signature',
            description:
              'HTTP Message Signatures (RFC 9421) with the Ed25519 key of an enrolled kiosk over @method, @path, @query ' +
              'and, where there is a body, content-digest (RFC 9530, SHA-256); parameters created, nonce, keyid, alg.',
          },
          deviceSignature: {
            type: 'apiKey',
            in: 'header',
            name: 'signature',
            description:
              'The same, with the Ed25519 key of a viewer’s device; to enrol one, its keyid is new-device.',
          },
          viewerSession: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'A session of a viewer on a device, for 15 minutes.',
          },
          viewingToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token of one viewing, from its opening or its last renewal.',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    logo: { type: 'image/svg+xml', content: markSvg, href: '/', target: '_self' },
  });
}
