import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import Fastify from 'fastify';
import { inject } from 'vitest';
import type { WebSocket } from 'ws';
import type { WireError } from '../../app/contracts/errors.ts';
import {
  type ChannelKey,
  type ChannelParams,
  type ChannelReply,
  kioskChannels,
  kioskRequestSchema,
} from '../../app/contracts/kiosk-channels.ts';
import type { KioskView, OrderView } from '../../app/contracts/kiosk-view.ts';
import { builtScreens } from './screen-media.ts';
import { restingView, scriptedCatalogue } from './screen-script.ts';

type Answer<Key extends ChannelKey> =
  { readonly reply: ChannelReply<Key> } | { readonly error: WireError };
type Answers = { [Key in ChannelKey]: (params: ChannelParams<Key>) => Answer<Key> };

/** What a customer asked of the controller, in order. */
export interface HeardRequest {
  readonly key: ChannelKey;
  readonly params: unknown;
}

/** As strict as a page can live with: the real controller may be no laxer. */
const contentSecurityPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const quietAnswers: Answers = {
  listCatalogue: () => ({ reply: { entries: [...scriptedCatalogue] } }),
  identifyMember: () => ({ reply: { identifiedUntil: restingView.now } }),
  identifyCard: () => ({ reply: { identifiedUntil: restingView.now } }),
  identifyClaim: () => ({
    reply: { orderId: 'K7F392QD00000000000A', identifiedUntil: restingView.now },
  }),
  forgetCard: () => ({ reply: {} }),
  placeOrder: () => ({ reply: { orderId: 'K7F392QD00000000000A' } }),
  collectOrder: () => ({ reply: {} }),
  cancelOrder: () => ({ reply: {} }),
  endSession: () => ({ reply: {} }),
  simulate: () => ({ reply: {} }),
};

/** A controller that says what a test tells it to: the contract of the screens, and nothing behind it. */
export class ScriptedController {
  readonly heard: HeardRequest[] = [];
  readonly answers: Answers = { ...quietAnswers };
  #view: KioskView = restingView;
  #token = 1;
  #acceptsTokens = true;
  readonly #screens = new Set<WebSocket>();
  readonly #server = Fastify();

  private constructor() {}

  /** Serves the screens that were built, with posters that were drawn, before the tests; on a free port of loopback. */
  static async start(): Promise<ScriptedController> {
    const controller = new ScriptedController();
    await controller.#listen();
    return controller;
  }

  /** The address of the page with a fresh token. */
  get address(): string {
    const { port } = this.#server.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/#token=${this.#token}`;
  }

  get view(): KioskView {
    return this.#view;
  }

  /** Everything as at the start, for the next test. */
  reset(): void {
    this.#view = restingView;
    this.#acceptsTokens = true;
    this.heard.length = 0;
    Object.assign(this.answers, quietAnswers);
  }

  /** Changes the machine, and says so to every screen. */
  show(part: {
    machine?: Partial<KioskView['machine']>;
    session?: Partial<KioskView['session']>;
    now?: string;
  }): void {
    this.#view = {
      now: part.now ?? this.#view.now,
      machine: { ...this.#view.machine, ...part.machine },
      session: { ...this.#view.session, ...part.session },
    };
    for (const screen of this.#screens) {
      screen.send(JSON.stringify({ type: 'view', view: this.#view }));
    }
  }

  showOrder(order: OrderView): void {
    this.show({ session: { orders: [order] } });
  }

  /** Cuts every line, as a crash does. */
  cut(): void {
    for (const screen of this.#screens) screen.terminate();
  }

  /** From now on no token is good. */
  refuseTokens(): void {
    this.#acceptsTokens = false;
  }

  async close(): Promise<void> {
    this.cut();
    await this.#server.close();
  }

  async #listen(): Promise<void> {
    const server = this.#server;
    server.addHook('onSend', async (_request, reply) => {
      void reply.header('content-security-policy', contentSecurityPolicy);
    });
    await server.register(fastifyWebsocket, {
      options: { verifyClient: (info: { req: IncomingMessage }) => this.#admits(info.req.url) },
    });
    await server.register(fastifyStatic, {
      root: inject('screenMedia'),
      prefix: '/media/',
    });
    await server.register(fastifyStatic, {
      root: builtScreens,
      decorateReply: false,
    });
    server.get('/screens', { websocket: true }, (socket) => this.#welcome(socket));
    await server.listen({ host: '127.0.0.1', port: 0 });
  }

  #admits(url: string | undefined): boolean {
    const token = new URL(url ?? '/', 'http://127.0.0.1').searchParams.get('token');
    if (!this.#acceptsTokens || token !== String(this.#token)) return false;
    this.#token += 1;
    return true;
  }

  #welcome(socket: WebSocket): void {
    this.#screens.add(socket);
    socket.on('close', () => this.#screens.delete(socket));
    socket.on('message', (data: Buffer) => this.#hear(socket, data.toString('utf8')));
    const welcome = { type: 'welcome', nextToken: String(this.#token), view: this.#view };
    socket.send(JSON.stringify(welcome));
  }

  #hear(socket: WebSocket, text: string): void {
    const { id, name, params } = kioskRequestSchema.parse(JSON.parse(text));
    const keys = Object.keys(kioskChannels) as ChannelKey[];
    const key = keys.find((candidate) => kioskChannels[candidate].name === name)!;
    this.heard.push({ key, params });
    const answer = this.answers[key](kioskChannels[key].params.parse(params) as never);
    const message =
      'error' in answer
        ? { type: 'error', id, error: answer.error }
        : { type: 'reply', id, result: answer.reply };
    socket.send(JSON.stringify(message));
  }
}
