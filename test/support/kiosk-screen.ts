import { WebSocket } from 'ws';
import {
  kioskChannels,
  kioskMessageSchema,
  screensPath,
  type ChannelKey,
  type ChannelParams,
  type ChannelReply,
} from '../../app/contracts/kiosk-channels.ts';
import type { WireError } from '../../app/contracts/errors.ts';
import type { KioskView } from '../../app/contracts/kiosk-view.ts';

/** A screen without a page: asks, and remembers every view it was shown. */
export interface ScreenClient {
  readonly nextToken: string;
  readonly views: readonly KioskView[];
  ask<Key extends ChannelKey>(key: Key, params: ChannelParams<Key>): Promise<ChannelReply<Key>>;
  /** Resolves with the first view, shown already or yet to come, for which `isReached` holds. */
  until(isReached: (view: KioskView) => boolean): Promise<KioskView>;
  close(): void;
}

/** What a request was refused with. */
export class ScreenRefusal extends Error {
  readonly error: WireError;

  constructor(error: WireError) {
    super(error.code);
    this.error = error;
  }
}

export function connectScreen(url: string, token: string, origin = url): Promise<ScreenClient> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${screensPath}?token=${token}`, {
      origin,
    });
    const views: KioskView[] = [];
    const waiting = new Set<() => void>();
    const asked = new Map<
      number,
      { done: (result: unknown) => void; failed: (error: Error) => void }
    >();
    let nextId = 1;
    socket.on('unexpected-response', (_, response) => {
      reject(new Error(`refused with ${response.statusCode}`));
      socket.terminate();
    });
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const message = kioskMessageSchema.parse(JSON.parse(data.toString('utf8')));
      switch (message.type) {
        case 'welcome':
          views.push(message.view);
          resolve(client(message.nextToken));
          break;
        case 'view':
          views.push(message.view);
          for (const look of waiting) look();
          break;
        case 'reply':
          asked.get(message.id)?.done(message.result);
          break;
        default:
          asked.get(message.id)?.failed(new ScreenRefusal(message.error));
      }
    });

    function client(nextToken: string): ScreenClient {
      return {
        nextToken,
        views,
        ask: (key, params) =>
          new Promise((done, failed) => {
            const id = nextId;
            nextId += 1;
            asked.set(id, { done: (result) => done(result as ChannelReply<typeof key>), failed });
            socket.send(JSON.stringify({ id, name: kioskChannels[key].name, params }));
          }),
        until: (isReached) =>
          new Promise((done) => {
            const look = () => {
              const found = views.find((view) => isReached(view));
              if (found === undefined) return;
              waiting.delete(look);
              done(found);
            };
            waiting.add(look);
            look();
          }),
        close: () => socket.close(),
      };
    }
  });
}
