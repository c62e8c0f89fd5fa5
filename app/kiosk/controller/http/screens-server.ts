import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { screensMediaPath, screensPath } from '../../../contracts/kiosk-channels.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { AppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { MediaCache } from '../catalogue/media-cache.ts';
import { KioskSession } from '../sessions/kiosk-session.ts';
import type { RequestHandlers } from '../sessions/requests.ts';
import type { ViewBuilder } from '../sessions/view-builder.ts';
import { addReportRoutes, type ReportDesk } from './report-routes.ts';
import { addMaintenanceRoutes, type MaintenanceDesk } from './maintenance-routes.ts';
import { ScreenConnection } from './screen-connection.ts';
import type { ScreenTokens } from './screen-tokens.ts';
import { StaffGuard } from './staff-guard.ts';
import { addStaffRoutes, type StaffDoor } from './staff-routes.ts';

/** The longest request of a screen, in bytes. */
const LONGEST_REQUEST = 16 * 1024;

export interface ScreensServerParts {
  readonly host: string;
  readonly port: number;
  readonly screensFolder: string;
  readonly media: Pick<MediaCache, 'folder' | 'nameOf'>;
  readonly tokens: ScreenTokens;
  readonly handlers: RequestHandlers;
  readonly maintenance: MaintenanceDesk;
  /** Left out where the records cannot be read. */
  readonly reports?: ReportDesk;
  readonly staff: StaffDoor;
  readonly views: Pick<ViewBuilder, 'view'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told after a token was used. */
  readonly onTokenUsed: () => void;
}

/** Serves the screens' pages and media, and holds their connections. Loopback only, the page's own origin only. */
export class ScreensServer {
  readonly #parts: ScreensServerParts;
  readonly #app: FastifyInstance;
  readonly #connections = new Map<ScreenConnection, KioskSession>();
  /** The session at whose screen something was last done: a scanned card is its. */
  #inUse: KioskSession | null = null;
  #url = '';

  private constructor(parts: ScreensServerParts, app: FastifyInstance) {
    this.#parts = parts;
    this.#app = app;
  }

  static async open(parts: ScreensServerParts): Promise<ScreensServer> {
    const app = Fastify({ logger: false, forceCloseConnections: true });
    const server = new ScreensServer(parts, app);
    await server.#register();
    server.#url = await app.listen({ host: parts.host, port: parts.port });
    return server;
  }

  /** Its address, and the only origin that may connect. */
  get url(): string {
    return this.#url;
  }

  pushAll(): void {
    for (const connection of this.#connections.keys()) connection.push();
  }

  pushAllSoon(): void {
    for (const connection of this.#connections.keys()) connection.pushSoon();
  }

  /** A card was read: it belongs to whoever is at the screen in use. Dropped where there is none. */
  holdCard(card: string): void {
    this.#inUse?.holdCard(card);
  }

  /** Whether somebody has identified at a screen, and has not left. */
  get isCustomerThere(): boolean {
    return [...this.#connections.values()].some(({ userId }) => userId !== null);
  }

  async close(): Promise<void> {
    for (const connection of this.#connections.keys()) connection.close();
    await this.#app.close();
  }

  async #register(): Promise<void> {
    const { screensFolder, media } = this.#parts;
    await this.#app.register(helmet, {
      global: true,
      hsts: false,
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          connectSrc: ["'self'", () => this.#url.replace(/^http/, 'ws')],
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
    });
    await this.#app.register(websocket, { options: { maxPayload: LONGEST_REQUEST } });
    await this.#app.register(fastifyStatic, {
      root: screensFolder,
      cacheControl: false,
      suppressWarning: true,
    });
    const guard = new StaffGuard(this.#parts.staff, () => this.#url);
    const { logger, maintenance, reports, staff } = this.#parts;
    addMaintenanceRoutes(this.#app, guard, maintenance, logger);
    addStaffRoutes(this.#app, guard, staff, logger);
    if (reports !== undefined) addReportRoutes(this.#app, guard, reports, logger);
    this.#app.get(`${screensMediaPath}*`, async (request, reply) => {
      const { '*': path } = z.object({ '*': z.string() }).parse(request.params);
      const name = await media.nameOf(path);
      if (name === null) return reply.callNotFound();
      return reply.sendFile(name, media.folder, { maxAge: '1h', cacheControl: true });
    });
    this.#app.get(
      screensPath,
      {
        websocket: true,
        // Before the connection is upgraded: whoever may not connect gets 403 or 401 and nothing else.
        preValidation: async (request, reply) => {
          if (request.headers.origin !== this.#url) {
            return reply.code(403).send({ code: 'SCREEN_ORIGIN_REFUSED' });
          }
          const token = z.object({ token: z.string() }).safeParse(request.query);
          if (!token.success || !this.#parts.tokens.use(token.data.token)) {
            return reply.code(401).send({ code: 'SCREEN_TOKEN_REFUSED' });
          }
          this.#parts.onTokenUsed();
          return undefined;
        },
      },
      (socket) => {
        const { clock, handlers, logger, tokens, views } = this.#parts;
        const session: KioskSession = new KioskSession(clock, () => connection.push());
        const connection: ScreenConnection = new ScreenConnection({
          socket,
          session,
          handlers,
          view: (of) => views.view(of),
          clock,
          logger,
          onUse: () => {
            this.#inUse = session;
          },
        });
        this.#connections.set(connection, session);
        this.#inUse = session;
        socket.on('close', () => {
          this.#connections.delete(connection);
          if (this.#inUse === session) this.#inUse = [...this.#connections.values()].at(-1) ?? null;
        });
        connection.welcome(tokens.issue());
      },
    );
  }
}

/** @throws AppError `SCREENS_HOST_REFUSED`: the screens are served on this machine only. */
export function refuseOutsideHosts(host: string): void {
  if (host === '127.0.0.1' || host === '::1') return;
  throw new AppError('SCREENS_HOST_REFUSED', 'Screens are served on the loopback only.', {
    remedy: 'fix-the-code',
    context: { host },
  });
}
