import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Logger } from '../../app/foundation/logger.ts';
import type { Randomness } from '../../app/foundation/randomness.ts';
import { driveCalled, DriveConversation } from './drive-conversation.ts';
import { requestSchema, type DriveAnswer, type DriveRequest } from './drive-protocol.ts';
import type { World } from './world.ts';

export interface DriveServerOptions {
  readonly world: World;
  /** How fast the recorders go: 1 as in life; null for no waiting. */
  readonly rate: number | null;
  readonly logger: Logger;
  readonly randomness: Randomness;
}

export interface DriveServer {
  close(): Promise<void>;
}

/** Lets recorder programs of this machine act on the world, over 127.0.0.1 and with a token. */
export async function serveDrives(options: DriveServerOptions): Promise<DriveServer> {
  const token = Buffer.from(options.randomness.bytes(16)).toString('hex');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', (error) =>
      options.logger.debug({ reason: error.message }, 'A recorder program went away.'),
    );
    converse(socket, token, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = join(options.world.folder, 'dev', 'endpoint.json');
  const { port } = server.address() as AddressInfo;
  writeFileSync(endpoint, JSON.stringify({ port, token }), { mode: 0o600 });
  return { close: () => closeServer(server, sockets, endpoint) };
}

function closeServer(server: Server, sockets: Set<Socket>, endpoint: string): Promise<void> {
  rmSync(endpoint, { force: true });
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function converse(socket: Socket, token: string, options: DriveServerOptions): void {
  const { world, rate } = options;
  let conversation: DriveConversation | null = null;

  const handle = (request: DriveRequest): DriveAnswer => {
    if (request.ask === 'hello') {
      const drive = driveCalled(world, request.device);
      if (request.token !== token || drive === null) {
        return { answer: 'refused', why: 'no such drive' };
      }
      conversation = new DriveConversation(world, drive, rate);
      return { answer: 'done' };
    }
    return conversation?.answer(request) ?? { answer: 'refused', why: 'say hello first' };
  };

  const lines = createInterface({ input: socket });
  lines.on('line', (line) => {
    const request = parse(line);
    const answer: DriveAnswer = request
      ? attempt(() => handle(request), options.logger)
      : { answer: 'refused', why: 'not understood' };
    socket.write(`${JSON.stringify(answer)}\n`);
  });
  socket.on('close', () => {
    lines.close();
    conversation?.end();
  });
}

/** A world that cannot do what is asked refuses it: a recorder program must not bring the machine down. */
function attempt(act: () => DriveAnswer, logger: Logger): DriveAnswer {
  try {
    return act();
  } catch (error) {
    logger.error({ error }, 'A simulated drive could not do what it was asked.');
    return { answer: 'refused', why: 'impossible' };
  }
}

function parse(line: string): DriveRequest | null {
  try {
    return requestSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
