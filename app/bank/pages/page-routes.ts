import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import type { Language, Title } from '../../contracts/title.ts';
import { landingPage } from './landing-page.ts';
import { landingStyle } from './landing-style.ts';
import { markSvg } from './mark.ts';

const resolve = createRequire(import.meta.url).resolve;
/** Shipped with the program: the page asks nobody else for anything. */
const fonts: Readonly<Record<string, string>> = {
  '/fonts/inter-regular.ttf': '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  '/fonts/inter-semibold.ttf': '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
};

/** The reader's language, of the two that the bank speaks. */
function languageOf(acceptLanguage: string | undefined): Language {
  return /^\s*fr\b/i.test(acceptLanguage ?? '') ? 'fr' : 'en';
}

/** The pages for people with a browser. They see the catalogue and nothing behind it. */
export function addPageRoutes(
  server: Pick<FastifyInstance, 'get'>,
  catalogue: { titles(): readonly Title[] },
): void {
  const hidden = { schema: { hide: true } };
  server.get('/', hidden, (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('vary', 'accept-language')
      .send(landingPage(catalogue.titles(), languageOf(request.headers['accept-language']))),
  );
  server.get('/landing.css', hidden, (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'max-age=3600')
      .send(landingStyle),
  );
  server.get('/mark.svg', hidden, (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'max-age=86400').send(markSvg),
  );
  for (const [path, file] of Object.entries(fonts)) {
    const bytes = readFileSync(resolve(file));
    server.get(path, hidden, (_request, reply) =>
      reply.type('font/ttf').header('cache-control', 'max-age=86400').send(bytes),
    );
  }
}
