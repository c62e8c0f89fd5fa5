import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { timingSafeEqual } from 'node:crypto';
import type { DvdStructure } from '../../disc/dvd-structure.ts';
import { type Clock, systemClock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import type { SynthesisDevice } from '../ports.ts';
import { OneClient } from './one-client.ts';
import { type Peers, systemPeers } from './peer-process.ts';
import {
  chaptersName,
  imageName,
  mainName,
  playlistName,
  presentDisc,
  titleName,
} from './presented-files.ts';
import type { Connection } from './tcp-table.ts';
import { ReaderPlaces } from './reader-places.ts';
import { answerWithFile, answerWithSentence } from './send-file.ts';

export interface PlayerServerOptions {
  readonly device: SynthesisDevice;
  readonly structure: DvdStructure;
  readonly randomness: Randomness;
  readonly clock?: Clock;
  readonly peers?: Peers;
}

/** The disc as it was before it was cut, for one player on this machine. */
export interface PlayerServer {
  /** A playlist of all titles, the film first. */
  readonly url: string;
  /** The whole image, menus and all. */
  readonly imageUrl: string;
  titleUrl(title: number): string;
  chaptersUrl(title: number): string;
  /** The same title of the untouched main stream. */
  mainUrl(title: number): string;
  /** Ends all connections. The device stays open. */
  close(): Promise<void>;
}

/** Connections at a time: VLC opens two of one address when it looks what is there. */
const READERS = 3;
/** Random bytes of the path. */
const SECRET_BYTES = 24;

/** Listens on 127.0.0.1, at a port and under a path that nobody can know beforehand. @throws AppError `PLAYER_NO_PORT`. */
export async function startPlayerServer(options: PlayerServerOptions): Promise<PlayerServer> {
  const { device, structure, clock = systemClock, peers = systemPeers } = options;
  const secret = Buffer.from(options.randomness.bytes(SECRET_BYTES)).toString('base64url');
  const files = presentDisc(device, structure);
  const client = new OneClient(peers, process.getuid?.() ?? null);
  const places = new ReaderPlaces(READERS);

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const file = files.get(nameAsked(request, secret) ?? '');
    if (file === undefined) return answerWithSentence(response, 404, 'There is nothing here.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return answerWithSentence(response, 405, 'The film can be read, nothing else.');
    }
    const connection = connectionOf(request);
    const admission = await client.admit(connection);
    if (admission.is === 'refused') return answerWithSentence(response, 403, admission.sentence);
    await answerWithFile(file, {
      request,
      response,
      places,
      clock,
      unread: () => peers.unread(connection),
    });
  };
  // A film that waits for the network is not a request that takes too long.
  server.requestTimeout = 0;
  server.timeout = 0;
  const port = await listen(server);
  const base = `http://127.0.0.1:${port}/${secret}/`;
  return {
    url: base + playlistName,
    imageUrl: base + imageName,
    titleUrl: (title) => base + titleName(title),
    chaptersUrl: (title) => base + chaptersName(title),
    mainUrl: (title) => base + mainName(title),
    close: () =>
      new Promise((resolve) => {
        places.dismissAll();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The file's name, if host and secret are right. A page on the web cannot send the right host: its name for this machine would
 * be another (DNS rebinding).
 */
function nameAsked(request: IncomingMessage, secret: string): string | null {
  const host = `127.0.0.1:${request.socket.localPort}`;
  if (request.headers.host !== host) return null;
  const match = /^\/([A-Za-z0-9_-]+)\/([a-z0-9.-]+)$/.exec(request.url ?? '');
  const [, path = '', name = ''] = match ?? [];
  const given = Buffer.from(path);
  const wanted = Buffer.from(secret);
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? name : null;
}

function connectionOf({ socket }: IncomingMessage): Connection {
  return { localPort: socket.localPort ?? 0, remotePort: socket.remotePort ?? 0 };
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new AppError('PLAYER_NO_PORT', 'The player could not open a port on this machine.', {
          remedy: 'retry',
          cause,
        }),
      ),
    );
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
