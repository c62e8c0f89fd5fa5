import type { WebSocket } from 'ws';
import {
  playerPageClose,
  type PlayerPageMessage,
  playerPageMessageSchema,
  playerPageRequestSchema,
  type PlayerPageView,
} from '../../contracts/player-page.ts';
import type { Clock } from '../../foundation/clock.ts';
import { milliseconds } from '../../foundation/units.ts';
import type { PageSession } from './page-session.ts';

/** How often what counts on is shown, at most. */
const BETWEEN_VIEWS = milliseconds(250);

interface PageConnectionParts {
  readonly session: PageSession;
  readonly clock: Clock;
  /** The page has the token of its welcome. */
  readonly onKept: () => void;
}

/** One page: its acts answered, its view pushed whole whenever anything of it changed, its picture sent as it asks. */
export class PageConnection {
  readonly #socket: WebSocket;
  readonly #session: PageSession;
  readonly #clock: Clock;
  readonly #onKept: () => void;
  #shown = '';
  #lastPush = Number.NEGATIVE_INFINITY;
  #cancelPush: (() => void) | null = null;

  constructor(socket: WebSocket, { session, clock, onKept }: PageConnectionParts) {
    this.#socket = socket;
    this.#session = session;
    this.#clock = clock;
    this.#onKept = onKept;
    socket.on('message', (data, isBinary) => void this.#hear(isBinary ? '' : textOf(data)));
    socket.on('close', () => this.#cancelPush?.());
    socket.on('error', () => socket.terminate());
  }

  welcome(nextToken: string): void {
    const view = this.#session.view();
    this.#note(view);
    this.#send({ type: 'welcome', nextToken, view });
  }

  /** Something changed: shown at once, or soon after the last time. */
  push(): void {
    if (this.#cancelPush !== null) return;
    const wait = this.#lastPush + BETWEEN_VIEWS - this.#clock.monotonic();
    if (wait <= 0) this.#pushNow();
    else this.#cancelPush = this.#clock.after(milliseconds(wait), () => this.#pushNow());
  }

  sendPiece(run: number, piece: Uint8Array): void {
    const message = Buffer.alloc(4 + piece.length);
    message.writeUInt32BE(run);
    message.set(piece, 4);
    piece.fill(0);
    if (this.#socket.readyState !== this.#socket.OPEN) message.fill(0);
    else this.#socket.send(message, () => message.fill(0));
  }

  sendEnd(run: number): void {
    this.#send({ type: 'end', run });
  }

  close(): void {
    this.#socket.close(1001, 'The player is stopping.');
  }

  #pushNow(): void {
    this.#cancelPush?.();
    this.#cancelPush = null;
    const view = this.#session.view();
    if (this.#note(view)) this.#send({ type: 'view', view });
  }

  /** @returns whether the page does not know it yet. */
  #note(view: PlayerPageView): boolean {
    const content = JSON.stringify(view);
    this.#lastPush = this.#clock.monotonic();
    const isNew = content !== this.#shown;
    this.#shown = content;
    return isNew;
  }

  async #hear(text: string): Promise<void> {
    const request = playerPageRequestSchema.safeParse(jsonOf(text));
    if (!request.success) {
      this.#socket.close(playerPageClose.notUnderstood, 'Not a request.');
      return;
    }
    if ('kept' in request.data) {
      this.#onKept();
      return;
    }
    if ('more' in request.data) {
      this.#session.more(request.data.more);
      return;
    }
    const { id, act } = request.data;
    const refusal = await this.#session.act(act);
    // What the act changed arrives before its answer.
    this.#pushNow();
    this.#send({ type: 'answer', id, refusal });
  }

  #send(message: PlayerPageMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(playerPageMessageSchema.parse(message)));
  }
}

function textOf(data: unknown): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
