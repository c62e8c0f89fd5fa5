import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import type { WebSocket } from 'ws';
import {
  playerPageClose,
  playerPagePath,
  playerPageProtocol,
  playerPageTokenPrefix,
} from '../../contracts/player-page.ts';
import type { DvdStructure } from '../../disc/dvd-structure.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { type Peers, systemPeers } from '../output/peer-process.ts';
import { PageConnection } from './page-connection.ts';
import { PageSession } from './page-session.ts';
import { PageTokens } from './page-tokens.ts';
import type { ShownPlayer } from './ports.ts';

/** The longest request of the page, in bytes. */
const LONGEST_REQUEST = 4 * 1024;

export interface WebPlayerRequest {
  readonly player: ShownPlayer;
  readonly structure: DvdStructure;
  /** 0: any that is free. */
  readonly port: number;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  /** Where the built page lies; `player/` beside the program if not given. */
  readonly pageFolder?: string;
  /** Who connects; asked of the system if not given. */
  readonly peers?: Peers;
}

export interface WebPlayer {
  /** Opens the page, once: its fragment holds a token. */
  readonly url: string;
  /** Ends the showing, and everything else. */
  close(): Promise<void>;
}

/**
 * Serves the viewer's page on the loopback, to one browser at a time.
 *
 * Every request must name this server as its host, which a page of a rebound name cannot; a connection must come from this
 * page's own origin and from a program of this user, and bring a token that is good once: whoever starts a browser shows its
 * address to everybody on this machine.
 */
export async function startWebPlayer(request: WebPlayerRequest): Promise<WebPlayer> {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  const door = new PageDoor(request);
  await door.register(app);
  await app.listen({ host: '127.0.0.1', port: request.port });
  return {
    url: `${door.origin}/#token=${door.firstToken}`,
    async close() {
      await door.close();
      await app.close();
    },
  };
}

class PageDoor {
  readonly #request: WebPlayerRequest;
  readonly #tokens: PageTokens;
  readonly #session: PageSession;
  readonly firstToken: string;
  #app: FastifyInstance | null = null;
  #page: PageConnection | null = null;

  constructor(request: WebPlayerRequest) {
    const { player, structure, clock, logger, randomness } = request;
    this.#request = request;
    this.#tokens = new PageTokens(randomness);
    this.firstToken = this.#tokens.first();
    this.#session = new PageSession({
      player,
      structure,
      name: hostname().slice(0, 60) || 'Diptych',
      clock,
      logger,
      onChange: () => this.#page?.push(),
      onPiece: (run, piece) => {
        if (this.#page === null) piece.fill(0);
        else this.#page.sendPiece(run, piece);
      },
      onEnd: (run) => this.#page?.sendEnd(run),
    });
  }

  get origin(): string {
    const address = this.#app?.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `http://127.0.0.1:${port}`;
  }

  async register(app: FastifyInstance): Promise<void> {
    this.#app = app;
    await app.register(helmet, {
      hsts: false,
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          fontSrc: ["'self'"],
          imgSrc: ["'self'"],
          // The picture reaches the video by Media Source Extensions.
          mediaSrc: ['blob:'],
          connectSrc: [() => this.origin.replace(/^http/, 'ws')],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
    });
    await app.register(websocket, {
      options: { maxPayload: LONGEST_REQUEST, handleProtocols: () => playerPageProtocol },
    });
    // After the WebSocket's own: it ends the connection of an upgrade that is refused.
    app.addHook('onRequest', async (request, reply) => {
      if (`http://${request.headers.host}` === this.origin) return undefined;
      return reply.code(421).send({ code: 'PLAYER_PAGE_HOST_REFUSED' });
    });
    await app.register(fastifyStatic, {
      root: this.#request.pageFolder ?? join(dirname(fileURLToPath(import.meta.url)), 'player'),
      cacheControl: false,
      setHeaders: (reply) => void reply.header('cache-control', 'no-store'),
    });
    app.get(
      playerPagePath,
      {
        websocket: true,
        // Before the connection is upgraded: whoever is not our page gets 403 and nothing else.
        preValidation: async (request, reply) => {
          if (request.headers.origin !== this.origin) {
            return reply.code(403).send({ code: 'PLAYER_PAGE_ORIGIN_REFUSED' });
          }
          if (await this.#isOfThisUser(request.socket)) return undefined;
          return reply.code(403).send({ code: 'PLAYER_PAGE_USER_REFUSED' });
        },
      },
      (socket, request) => this.#admit(socket, request.headers['sec-websocket-protocol'] ?? ''),
    );
  }

  async close(): Promise<void> {
    await this.#session.close();
    this.#page?.close();
  }

  /** Where the system does not say whose a connection is, it is believed. */
  async #isOfThisUser({ localPort = 0, remotePort = 0 }: Socket): Promise<boolean> {
    const { peers = systemPeers } = this.#request;
    const peer = await peers.find({ localPort, remotePort }, null);
    const own = process.getuid?.() ?? null;
    return peer !== null && (peer.uid === null || own === null || peer.uid === own);
  }

  /** A page that is not let in is told why: its own origin was seen already. */
  #admit(socket: WebSocket, protocols: string): void {
    const offered = protocols.split(',').map((protocol) => protocol.trim());
    const token = (
      offered.find((protocol) => protocol.startsWith(playerPageTokenPrefix)) ?? ''
    ).slice(playerPageTokenPrefix.length);
    if (!offered.includes(playerPageProtocol) || !this.#tokens.isGood(token)) {
      socket.close(playerPageClose.tokenRefused, 'The token is not good, or not any more.');
      return;
    }
    if (this.#page !== null) {
      socket.close(playerPageClose.inUse, 'Another page is open.');
      return;
    }
    const page = new PageConnection(socket, {
      session: this.#session,
      clock: this.#request.clock,
      onKept: () => this.#tokens.keep(),
    });
    this.#page = page;
    socket.on('close', () => {
      this.#page = null;
      void this.#session.rest();
    });
    page.welcome(this.#tokens.after(token));
  }
}
