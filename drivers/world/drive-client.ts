import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError } from '../../app/foundation/errors.ts';
import {
  answerSchema,
  endpointSchema,
  type DriveAnswer,
  type DriveRequest,
  type Inspection,
} from './drive-protocol.ts';

/** A recorder program's connection to the world of its drive. */
export class DriveClient {
  readonly #socket: Socket;
  readonly #waiting: { resolve: (answer: DriveAnswer) => void; reject: (error: Error) => void }[] =
    [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    createInterface({ input: socket }).on('line', (line) => {
      const next = this.#waiting.shift();
      try {
        next?.resolve(answerSchema.parse(JSON.parse(line)));
      } catch (error) {
        next?.reject(error as Error);
      }
    });
    const giveUp = () => {
      for (const next of this.#waiting.splice(0)) next.reject(worldGone());
    };
    socket.on('error', giveUp);
    socket.on('close', giveUp);
  }

  /** Connects to the world in whose `dev/` the device lies; `null` if there is no such drive. */
  static async connect(device: string): Promise<DriveClient | null> {
    let text: string;
    try {
      text = readFileSync(join(dirname(device), 'endpoint.json'), 'utf8');
    } catch {
      return null;
    }
    const { port, token } = endpointSchema.parse(JSON.parse(text));
    const socket = connect({ host: '127.0.0.1', port });
    const client = new DriveClient(socket);
    const answer = await client.ask({ ask: 'hello', token, device });
    if (answer.answer === 'done') return client;
    client.close();
    return null;
  }

  /** Rejects with `WORLD_GONE` when the simulated machine has been closed. */
  ask(request: DriveRequest): Promise<DriveAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(worldGone());
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#socket.write(`${JSON.stringify(request)}\n`);
    });
  }

  async inspect(): Promise<Inspection> {
    const answer = await this.ask({ ask: 'inspect' });
    if (answer.answer !== 'inspection') throw worldGone();
    return answer.drive;
  }

  close(): void {
    this.#socket.end();
  }
}

function worldGone(): AppError {
  return new AppError('WORLD_GONE', 'The simulated machine has been closed.', { remedy: 'retry' });
}
