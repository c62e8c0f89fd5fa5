import {
  playerPageClose,
  type PlayerPageAct,
  playerPageMessageSchema,
  playerPagePath,
  playerPageProtocol,
  type PlayerPageRefusal,
  type PlayerPageRequest,
  playerPageTokenPrefix,
  type PlayerPageView,
} from '../../../contracts/player-page.ts';
import type { Line } from './line.ts';

export interface ConnectionEvents {
  onLine(line: Line): void;
  onView(view: PlayerPageView): void;
  /** One piece of the picture of that run. */
  onPiece(run: number, piece: ArrayBuffer): void;
  onEnd(run: number): void;
}

export interface ConnectionTokens {
  find(): string;
  keep(token: string): void;
}

/** Waits between two attempts, milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** What the act came to: done, refused with a sentence, or nobody answered. */
export type Answer =
  | { readonly is: 'done' }
  | { readonly is: 'refused'; readonly refusal: PlayerPageRefusal }
  | { readonly is: 'silent' };

/** The page's line to the player: opened again when it is cut, with a token that is good once. */
export class PlayerConnection {
  readonly #tokens: ConnectionTokens;
  readonly #events: ConnectionEvents;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #socket: WebSocket | null = null;
  #lastId = 0;
  #wait = FIRST_WAIT;
  #hasOpened = false;

  constructor(tokens: ConnectionTokens, events: ConnectionEvents) {
    this.#tokens = tokens;
    this.#events = events;
  }

  open(): void {
    const url = new URL(playerPagePath, window.location.href);
    url.protocol = 'ws:';
    const token = `${playerPageTokenPrefix}${this.#tokens.find()}`;
    const socket = new WebSocket(url, [playerPageProtocol, token]);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#hear(data));
    socket.addEventListener('close', ({ code }) => this.#closed(code));
  }

  act(act: PlayerPageAct): Promise<Answer> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      if (this.#send({ id, act })) this.#waiting.set(id, resolve);
      else resolve({ is: 'silent' });
    });
  }

  more(run: number): void {
    this.#send({ more: run });
  }

  #send(request: PlayerPageRequest): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(request));
    return true;
  }

  #hear(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      if (data.byteLength < 4) return;
      this.#events.onPiece(new DataView(data).getUint32(0), data.slice(4));
      return;
    }
    const message = playerPageMessageSchema.parse(JSON.parse(String(data)));
    switch (message.type) {
      case 'welcome':
        this.#tokens.keep(message.nextToken);
        this.#send({ kept: true });
        this.#wait = FIRST_WAIT;
        this.#hasOpened = true;
        this.#events.onView(message.view);
        this.#events.onLine('open');
        return;
      case 'view':
        this.#events.onView(message.view);
        return;
      case 'end':
        this.#events.onEnd(message.run);
        return;
      case 'answer': {
        const resolve = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        resolve?.(
          message.refusal === null ? { is: 'done' } : { is: 'refused', refusal: message.refusal },
        );
      }
    }
  }

  #closed(code: number): void {
    this.#socket = null;
    for (const resolve of this.#waiting.values()) resolve({ is: 'silent' });
    this.#waiting.clear();
    if (code === playerPageClose.tokenRefused) {
      this.#events.onLine('tokenRefused');
      return;
    }
    if (code === playerPageClose.inUse) this.#events.onLine('inUse');
    else this.#events.onLine(this.#hasOpened ? 'lost' : 'opening');
    window.setTimeout(() => this.open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}
