import {
  type ChannelKey,
  type ChannelParams,
  type ChannelReply,
  kioskChannels,
  kioskMessageSchema,
  type KioskMessage,
} from '../../../contracts/kiosk-channels.ts';
import type { WireError } from '../../../contracts/errors.ts';
import type { KioskView } from '../../../contracts/kiosk-view.ts';
import { reconnectDelayMs } from './reconnection.ts';

/** The part of `WebSocket` this connection uses. */
export interface Socket {
  send(text: string): void;
  onMessage: ((data: unknown) => void) | null;
  onClose: (() => void) | null;
}

/** What the connection needs of the browser; a test gives its own. */
export interface ConnectionSurroundings {
  open(token: string): Socket;
  findToken(): string | null;
  keepToken(token: string): void;
  /** Whether the controller answers at all: tells a refused token from a controller that is away. */
  isAnswering(): Promise<boolean>;
  /** Calls `action` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

/** `away`: the controller does not answer. `refused`: it answers, and this page has no token it accepts. */
export type ConnectionState = 'connecting' | 'live' | 'away' | 'refused';

/** What came of a request. Expected refusals are values, so that no screen forgets them. */
export type Outcome<Reply> =
  { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly error: WireError };

interface Waiting {
  readonly key: ChannelKey;
  readonly settle: (outcome: Outcome<unknown>) => void;
  readonly stopTimer: () => void;
}

/** Milliseconds after which an unanswered request is given up. A PIN check takes a second on a slow machine. */
const REQUEST_LIMIT_MS = 15_000;

function refusal(code: string, message: string): Outcome<never> {
  return { ok: false, error: { code, message, remedy: 'retry' } };
}

/** The one line to the controller: pushed views in, requests out, re-established for as long as the page lives. */
export class ControllerConnection {
  readonly #surroundings: ConnectionSurroundings;
  readonly #onView: (view: KioskView) => void;
  readonly #onState: (state: ConnectionState) => void;
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket | null = null;
  #isLive = false;
  #nextId = 1;
  #failures = 0;

  constructor(
    surroundings: ConnectionSurroundings,
    onView: (view: KioskView) => void,
    onState: (state: ConnectionState) => void,
  ) {
    this.#surroundings = surroundings;
    this.#onView = onView;
    this.#onState = onState;
  }

  /** Connects, and connects again whenever the line is cut. */
  start(): void {
    const token = this.#surroundings.findToken();
    if (token === null) {
      this.#onState('refused');
      return;
    }
    if (this.#failures === 0) this.#onState('connecting');
    const socket = this.#surroundings.open(token);
    this.#socket = socket;
    socket.onMessage = (data) => this.#receive(data);
    socket.onClose = () => void this.#lose(socket);
  }

  /**
   * Asks the controller. Never throws: no line is `SCREEN_NO_CONNECTION`, no answer in 15 s `SCREEN_NO_ANSWER`, an
   * answer outside the contract `SCREEN_BAD_ANSWER`.
   */
  request<Key extends ChannelKey>(
    key: Key,
    params: ChannelParams<Key>,
  ): Promise<Outcome<ChannelReply<Key>>> {
    const socket = this.#socket;
    if (socket === null || !this.#isLive) {
      return Promise.resolve(refusal('SCREEN_NO_CONNECTION', 'The controller is not connected.'));
    }
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const stopTimer = this.#surroundings.after(REQUEST_LIMIT_MS, () => {
        this.#waiting.delete(id);
        resolve(refusal('SCREEN_NO_ANSWER', 'The controller did not answer in time.'));
      });
      const settle = (outcome: Outcome<unknown>) => resolve(outcome as Outcome<ChannelReply<Key>>);
      this.#waiting.set(id, { key, settle, stopTimer });
      socket.send(JSON.stringify({ id, name: kioskChannels[key].name, params }));
    });
  }

  #receive(data: unknown): void {
    const message = readMessage(data);
    if (message === null) return;
    switch (message.type) {
      case 'welcome':
        this.#surroundings.keepToken(message.nextToken);
        this.#failures = 0;
        this.#isLive = true;
        this.#onView(message.view);
        this.#onState('live');
        return;
      case 'view':
        this.#onView(message.view);
        return;
      case 'reply':
        this.#settle(message.id, (key) => {
          const reply = kioskChannels[key].reply.safeParse(message.result ?? {});
          return reply.success
            ? { ok: true, reply: reply.data }
            : refusal('SCREEN_BAD_ANSWER', 'The answer of the controller is outside its contract.');
        });
        return;
      case 'error':
        this.#settle(message.id, () => ({ ok: false, error: message.error }));
    }
  }

  #settle(id: number, outcome: (key: ChannelKey) => Outcome<unknown>): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.stopTimer();
    waiting.settle(outcome(waiting.key));
  }

  async #lose(socket: Socket): Promise<void> {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#isLive = false;
    for (const id of Array.from(this.#waiting.keys())) {
      this.#settle(id, () =>
        refusal('SCREEN_NO_CONNECTION', 'The line to the controller was cut.'),
      );
    }
    this.#failures += 1;
    // The first cut may be a restart; a second refusal by a controller that answers is about the token.
    const isRefused = this.#failures > 1 && (await this.#surroundings.isAnswering());
    this.#onState(isRefused ? 'refused' : 'away');
    this.#surroundings.after(reconnectDelayMs(this.#failures), () => this.start());
  }
}

function readMessage(data: unknown): KioskMessage | null {
  if (typeof data !== 'string') return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  const message = kioskMessageSchema.safeParse(value);
  return message.success ? message.data : null;
}
