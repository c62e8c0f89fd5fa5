import { AppError, unreachable } from '../../../foundation/errors.ts';
import type { GeneratedBytes, GeneratedOverlay } from '../generation.ts';
import type { Press } from '../press.ts';
import {
  describeFailure,
  type PressMessage,
  type PressReply,
  type PressRequest,
} from '../press-protocol.ts';

/** Gives a reply away. What is in `handed` belongs to the other side from then on. */
export type SendReply = (reply: PressReply, handed: readonly ArrayBuffer[]) => void;

/** Takes the messages of the bank, has a press do what they ask, and answers each. */
export class PressDesk {
  readonly #press: Press;
  readonly #send: SendReply;
  readonly #streams = new Map<number, GeneratedBytes>();
  readonly #overlays = new Map<number, GeneratedOverlay>();
  readonly #running = new Map<number, { controller: AbortController; work: Promise<void> }>();

  constructor(press: Press, send: SendReply) {
    this.#press = press;
    this.#send = send;
  }

  take(message: PressMessage): void {
    switch (message.kind) {
      case 'abort':
        this.#running.get(message.id)?.controller.abort();
        return;
      case 'close':
        this.#close(message.stream);
        return;
      case 'rest':
        this.#press.rest();
        return;
      case 'end':
        return;
      default:
        this.#begin(message);
    }
  }

  /** Gives up what is under way, and closes everything. */
  async close(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { controller } of running) controller.abort();
    await Promise.all(running.map(({ work }) => work));
    for (const stream of [...this.#streams.keys(), ...this.#overlays.keys()]) this.#close(stream);
    this.#press.rest();
  }

  #begin(request: PressRequest): void {
    const { id } = request;
    const controller = new AbortController();
    const work = this.#answer(request, controller.signal)
      .catch((error: unknown) =>
        this.#send({ kind: 'failed', id, failure: describeFailure(error) }, []),
      )
      .finally(() => this.#running.delete(id));
    this.#running.set(id, { controller, work });
  }

  async #answer(request: PressRequest, signal: AbortSignal): Promise<void> {
    const { id } = request;
    switch (request.kind) {
      case 'open': {
        const stream = await this.#press.open(request.order);
        this.#streams.set(id, stream);
        const { size, film } = stream;
        this.#send({ kind: 'opened', id, stream: id, size, film: [...film] }, []);
        return;
      }
      case 'image': {
        const image = await this.#press.openImage(request.title);
        this.#streams.set(id, image);
        const { size, version } = image;
        this.#send({ kind: 'image-opened', id, stream: id, size, version }, []);
        return;
      }
      case 'overlay': {
        this.#overlays.set(id, await this.#press.openOverlay(request.order));
        this.#send({ kind: 'overlay-opened', id, stream: id }, []);
        return;
      }
      case 'next': {
        const overlay = this.#overlays.get(request.stream);
        if (overlay === undefined) throw notOpen(request.stream);
        const bytes = await overlay.next(signal);
        this.#send({ kind: 'piece', id, bytes }, bytes === null ? [] : handed(bytes));
        return;
      }
      case 'read': {
        const bytes = await this.#streamOf(request.stream).read(request.extent, signal);
        this.#send({ kind: 'read', id, bytes }, handed(bytes));
        return;
      }
      case 'hash': {
        const sha256 = await this.#streamOf(request.stream).sha256(signal);
        this.#send({ kind: 'hashed', id, sha256 }, []);
        return;
      }
      case 'complement':
        await this.#press.writeComplement(request.order, request.path, signal);
        this.#send({ kind: 'written', id }, []);
        return;
      default:
        unreachable(request);
    }
  }

  #close(stream: number): void {
    this.#streams.get(stream)?.close();
    this.#streams.delete(stream);
    this.#overlays.get(stream)?.close();
    this.#overlays.delete(stream);
  }

  #streamOf(stream: number): GeneratedBytes {
    const found = this.#streams.get(stream);
    if (found === undefined) throw notOpen(stream);
    return found;
  }
}

function handed({ buffer }: Uint8Array): readonly ArrayBuffer[] {
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

function notOpen(stream: number): AppError {
  return new AppError('GENERATION_CLOSED', 'This main stream was closed.', {
    remedy: 'fix-the-code',
    context: { stream },
  });
}
