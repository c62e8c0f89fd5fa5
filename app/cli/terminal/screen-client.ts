import { WebSocket } from 'ws';
import {
  kioskChannels,
  kioskMessageSchema,
  screensPath,
  type ChannelKey,
  type ChannelParams,
  type ChannelReply,
} from '../../contracts/kiosk-channels.ts';
import type { KioskView } from '../../contracts/kiosk-view.ts';
import { AppError } from '../../foundation/errors.ts';

/** A screen without pixels: speaks to a controller exactly as the touchscreen does. */
export interface ScreenClient {
  readonly view: KioskView;
  request<Key extends ChannelKey>(key: Key, params: ChannelParams<Key>): Promise<ChannelReply<Key>>;
  /** Resolves with the first view, from now on, that `wanted` accepts. */
  until(wanted: (view: KioskView) => boolean, interruption: AbortSignal): Promise<KioskView>;
  onView(listener: (view: KioskView) => void): void;
  close(): void;
}

/** @throws AppError `SCREEN_REFUSED` if the controller does not let this screen in. */
export async function connectScreen(url: string, token: string): Promise<ScreenClient> {
  const address = `${url.replace(/^http/, 'ws')}${screensPath}?token=${encodeURIComponent(token)}`;
  const socket = new WebSocket(address, { origin: url });
  const pending = new Map<number, (reply: Reply) => void>();
  const listeners = new Set<(view: KioskView) => void>();
  let view: KioskView | null = null;
  let nextId = 1;
  const closed = new AbortController();

  const welcomed = new Promise<KioskView>((resolve, reject) => {
    const refuse = (cause: unknown) =>
      reject(
        new AppError('SCREEN_REFUSED', 'The controller closed the connection of this screen.', {
          remedy: 'retry',
          cause,
        }),
      );
    socket.once('error', refuse);
    socket.on('close', () => {
      refuse('closed');
      closed.abort(connectionLost());
      for (const settle of pending.values()) settle({ ok: false, error: connectionLost() });
      pending.clear();
    });
    socket.on('message', (data: Buffer) => {
      const message = kioskMessageSchema.parse(JSON.parse(data.toString('utf8')));
      switch (message.type) {
        case 'welcome':
        case 'view':
          view = message.view;
          resolve(view);
          for (const listener of Array.from(listeners)) listener(view);
          return;
        case 'reply':
          pending.get(message.id)?.({ ok: true, result: message.result });
          pending.delete(message.id);
          return;
        case 'error': {
          const { code, message: sentence, remedy, ...context } = message.error;
          pending.get(message.id)?.({
            ok: false,
            error: new AppError(code, sentence, { remedy, context }),
          });
          pending.delete(message.id);
          return;
        }
      }
    });
  });
  const first = await welcomed;

  return {
    get view() {
      return view ?? first;
    },
    async request(key, params) {
      const channel = kioskChannels[key];
      const id = nextId++;
      const reply = await new Promise<Reply>((resolve) => {
        pending.set(id, resolve);
        socket.send(JSON.stringify({ id, name: channel.name, params }));
      });
      if (!reply.ok) throw reply.error;
      return channel.reply.parse(reply.result) as ChannelReply<typeof key>;
    },
    until(wanted, interruption) {
      const signal = AbortSignal.any([interruption, closed.signal]);
      return new Promise((resolve, reject) => {
        const settle = () => {
          listeners.delete(look);
          signal.removeEventListener('abort', abort);
        };
        const look = (current: KioskView) => {
          if (!wanted(current)) return;
          settle();
          resolve(current);
        };
        const abort = () => {
          settle();
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', abort, { once: true });
        listeners.add(look);
        if (signal.aborted) abort();
        else look(view ?? first);
      });
    },
    onView: (listener) => void listeners.add(listener),
    close: () => socket.close(),
  };
}

type Reply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: AppError };

function connectionLost(): AppError {
  return new AppError('SCREEN_CONNECTION_LOST', 'The connection to the controller was lost.', {
    remedy: 'retry',
  });
}
