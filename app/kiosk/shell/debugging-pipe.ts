import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';

/** A message of the Chrome DevTools Protocol, as far as we read it. Others may hold more: it is not our format. */
const messageSchema = z.object({
  id: z.int().optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ message: z.string() }).optional(),
});

type Facts = Readonly<Record<string, unknown>>;

interface Waiting {
  readonly method: string;
  readonly resolve: (result: Facts) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * The Chrome DevTools Protocol over two pipes (`--remote-debugging-pipe`): each message is JSON and a zero byte.
 *
 * Only the process that holds the pipes can speak, and Chromium ends when they close (observed, 156).
 */
export class DebuggingPipe {
  /** Rejects with `SHELL_PIPE` when the pipe breaks, or what comes out of it is not understood; never resolves. */
  readonly broken: Promise<never>;
  readonly #input: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onEvent: (method: string, params: Facts) => void;
  #onBroken: (error: AppError) => void = () => {};
  #lastId = 0;
  #rest = '';
  #isOpen = true;

  constructor(input: Writable, output: Readable, onEvent: (method: string, params: Facts) => void) {
    this.#input = input;
    this.#onEvent = onEvent;
    this.broken = new Promise<never>((_resolve, reject) => {
      this.#onBroken = reject;
    });
    // It may break long after anyone waited for it.
    this.broken.catch(() => {});
    const end = () => this.#end('the browser has ended');
    output.setEncoding('utf8').on('data', (text: string) => this.#receive(text));
    for (const stream of [input, output]) stream.on('error', end).once('close', end);
  }

  /** @throws AppError `SHELL_PIPE` if the browser refuses, or ends before it answers. */
  send(method: string, params: Facts = {}, sessionId?: string): Promise<Facts> {
    if (!this.#isOpen) return Promise.reject(pipeError(method, 'the browser has ended'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #receive(text: string): void {
    const pieces = (this.#rest + text).split('\0');
    this.#rest = pieces.pop() ?? '';
    try {
      for (const piece of pieces) this.#take(messageSchema.parse(JSON.parse(piece)));
    } catch {
      this.#end('a message is not understood');
    }
  }

  #take(message: z.infer<typeof messageSchema>): void {
    if (message.id === undefined) {
      if (message.method !== undefined) this.#onEvent(message.method, message.params ?? {});
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(pipeError(waiting.method, message.error.message));
    else waiting?.resolve(message.result ?? {});
  }

  #end(reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const { method, reject } of this.#waiting.values()) reject(pipeError(method, reason));
    this.#waiting.clear();
    this.#onBroken(pipeError('the pipe', reason));
    this.#input.destroy();
  }
}

function pipeError(subject: string, reason: string): AppError {
  return new AppError('SHELL_PIPE', `${subject}: ${reason}.`, { remedy: 'retry' });
}
