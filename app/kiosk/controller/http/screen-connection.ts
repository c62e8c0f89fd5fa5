import type { WebSocket } from 'ws';
import {
  kioskChannels,
  kioskMessageSchema,
  kioskRequestSchema,
  type ChannelKey,
  type KioskMessage,
} from '../../../contracts/kiosk-channels.ts';
import type { KioskView } from '../../../contracts/kiosk-view.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { milliseconds } from '../../../foundation/units.ts';
import type { KioskSession } from '../sessions/kiosk-session.ts';
import type { RequestHandlers } from '../sessions/requests.ts';
import { wireError } from './wire-error.ts';

/** Progress is shown at most five times a second. */
const BETWEEN_VIEWS = milliseconds(200);

const channelKeys = new Map(
  Object.entries(kioskChannels).map(([key, channel]) => [channel.name, key as ChannelKey]),
);

export interface ScreenConnectionParts {
  readonly socket: WebSocket;
  readonly session: KioskSession;
  readonly handlers: RequestHandlers;
  readonly view: (session: KioskSession) => KioskView;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called with every request: the person at this screen is doing something. */
  readonly onUse: () => void;
}

/** One screen: its requests answered, its view pushed whole whenever anything of it changed. */
export class ScreenConnection {
  readonly #parts: ScreenConnectionParts;
  #shown = '';
  #lastPush = Number.NEGATIVE_INFINITY;
  #cancelPush: (() => void) | null = null;

  constructor(parts: ScreenConnectionParts) {
    this.#parts = parts;
    const { socket, session } = parts;
    socket.on('message', (data, isBinary) => {
      parts.onUse();
      void this.#answer(isBinary ? '' : textOf(data));
    });
    socket.on('close', () => {
      this.#cancelPush?.();
      session.wipe();
    });
    socket.on('error', () => socket.terminate());
  }

  welcome(nextToken: string): void {
    const view = this.#parts.view(this.#parts.session);
    this.#shown = contentOf(view);
    this.#send({ type: 'welcome', nextToken, view });
  }

  /** A state changed: shown at once, however often. */
  push(): void {
    this.#cancelPush?.();
    this.#cancelPush = null;
    if (this.#parts.socket.readyState !== this.#parts.socket.OPEN) return;
    const view = this.#parts.view(this.#parts.session);
    const content = contentOf(view);
    this.#lastPush = this.#parts.clock.monotonic();
    if (content === this.#shown) return;
    this.#shown = content;
    this.#send({ type: 'view', view });
  }

  /** Something counted on: shown soon. */
  pushSoon(): void {
    if (this.#cancelPush !== null) return;
    const wait = this.#lastPush + BETWEEN_VIEWS - this.#parts.clock.monotonic();
    if (wait <= 0) this.push();
    else this.#cancelPush = this.#parts.clock.after(milliseconds(wait), () => this.push());
  }

  close(): void {
    this.#cancelPush?.();
    this.#parts.socket.close(1001, 'The machine is stopping.');
  }

  async #answer(text: string): Promise<void> {
    const request = kioskRequestSchema.safeParse(parseJson(text));
    if (!request.success) {
      this.#parts.socket.close(1008, 'Not a request.');
      return;
    }
    const { id, name, params } = request.data;
    try {
      const key = channelKeys.get(name);
      if (key === undefined) throw badRequest();
      this.#send({ type: 'reply', id, result: await this.#handle(key, params) });
    } catch (error) {
      if (!isAppError(error)) {
        const reason = error instanceof Error ? error.message : 'unknown';
        this.#parts.logger.error({ channel: name, reason }, 'A request of a screen failed.');
      }
      this.#send({ type: 'error', id, error: wireError(error) });
    }
  }

  async #handle(key: ChannelKey, params: unknown): Promise<unknown> {
    const channel = kioskChannels[key];
    const parsed = channel.params.safeParse(params);
    if (!parsed.success) throw badRequest();
    // What a channel's schema gives is what its handler takes; the compiler cannot follow that through a union of keys.
    const handler = this.#parts.handlers[key] as (
      session: KioskSession,
      params: unknown,
    ) => unknown;
    return channel.reply.parse(await handler(this.#parts.session, parsed.data));
  }

  #send(message: KioskMessage): void {
    const { socket } = this.#parts;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(kioskMessageSchema.parse(message)));
  }
}

/** Views that differ in their time alone are the same. */
function contentOf(view: KioskView): string {
  const { machine, session } = view;
  return JSON.stringify({ machine, session });
}

function textOf(data: unknown): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function badRequest(): AppError {
  return new AppError('REQUEST_MALFORMED', 'That is not something a screen may ask.', {
    remedy: 'fix-the-code',
  });
}
