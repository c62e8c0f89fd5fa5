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
  readonly resolve: (result: Facts) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The Chrome DevTools Protocol over two pipes (`--remote-debugging-pipe`): each message is JSON and a zero byte.
 *
 * Only the process that holds the pipes can speak, and Chromium ends when they close (observed, 156).
 */
export class DebuggingPipe {
  readonly #input: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onEvent: (method: string, params: Facts) => void;
  #lastId = 0;
  #rest = '';
  #isOpen = true;

  constructor(input: Writable, output: Readable, onEvent: (method: string, params: Facts) => void) {
    this.#input = input;
    this.#onEvent = onEvent;
    output.setEncoding('utf8').on('data', (text: string) => this.#receive(text));
    output.once('close', () => this.#end());
    output.on('error', () => this.#end());
    input.on('error', () => this.#end());
  }

  /** @throws AppError `SHELL_PIPE` if the browser refuses, or ends before it answers. */
  send(method: string, params: Facts = {}, sessionId?: string): Promise<Facts> {
    if (!this.#isOpen) return Promise.reject(pipeError(`${method}: the browser has ended.`));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve,
        reject: (error) => reject(pipeError(`${method}: ${error.message}`)),
      });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #receive(text: string): void {
    const pieces = (this.#rest + text).split('\0');
    this.#rest = pieces.pop() ?? '';
    for (const piece of pieces) this.#take(messageSchema.parse(JSON.parse(piece)));
  }

  #take(message: z.infer<typeof messageSchema>): void {
    if (message.id === undefined) {
      if (message.method !== undefined) this.#onEvent(message.method, message.params ?? {});
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result ?? {});
  }

  #end(): void {
    this.#isOpen = false;
    for (const { reject } of this.#waiting.values()) reject(new Error('the browser has ended.'));
    this.#waiting.clear();
  }
}

function pipeError(message: string): AppError {
  return new AppError('SHELL_PIPE', message, { remedy: 'retry' });
}
