import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { bankRoutes } from '../../contracts/bank-api.ts';
import type { BankServer } from './bank-server.ts';

/** Folders and files of plain names; posters and trailers, nothing else. */
const MEDIA_PATH =
  /^(?:\/[A-Za-z0-9][A-Za-z0-9_-]*){0,3}\/[A-Za-z0-9][A-Za-z0-9._-]*\.(?:jpg|png|webp|mp4)$/;

/** Serves posters and trailers from `folder`, and from nowhere that a link in it may lead to. */
export async function addMediaRoutes(server: BankServer, folder: string): Promise<void> {
  const root = realpathSync(folder);
  const isInside = (path: string): boolean => {
    if (!MEDIA_PATH.test(path)) return false;
    try {
      return realpathSync(join(root, path)).startsWith(root + sep);
    } catch {
      // Not there: the answer is the same.
      return false;
    }
  };
  await server.register(fastifyStatic, {
    root,
    prefix: bankRoutes.media,
    allowedPath: isInside,
    dotfiles: 'ignore',
    index: false,
    redirect: false,
    decorateReply: false,
    maxAge: '1h',
    // Pictures of a public catalogue may be shown by the pages of any kiosk.
    setHeaders: (reply) => {
      reply.header('cross-origin-resource-policy', 'cross-origin');
    },
  });
}
