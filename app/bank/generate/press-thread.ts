import { AppError } from '../../foundation/errors.ts';
import {
  errorOf,
  type PressMessage,
  type PressNotice,
  type PressReply,
  pressReplySchema,
  type PressRequest,
} from './press-protocol.ts';

/** As much of `Worker` as is needed. */
export interface Thread {
  /** @param handed belongs to the thread from then on. */
  postMessage(message: PressMessage, handed: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (text: unknown) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<number>;
}

/** Without its `id`, which is given to it here. */
export type PressQuestion = PressRequest extends infer Request
  ? Request extends PressRequest
    ? Omit<Request, 'id'>
    : never
  : never;

/**
 * Short requests that a thread has at once, so that it never waits for the next; what waits longer can still be given up. Passes are
 * with the thread at once, which does others' work in between.
 */
const AT_ONCE = 2;
/** Requests that wait for a thread. */
const WAITING = 128;

interface Asked {
  readonly request: PressRequest;
  readonly resolve: (reply: PressReply) => void;
  readonly reject: (error: unknown) => void;
  /** Hears of the signal no longer. */
  readonly forget: () => void;
}

/** One thread that generates: what it is asked, in order, and what becomes of that when it dies. */
export class PressThread {
  readonly #thread: Thread;
  readonly #waiting: Asked[] = [];
  readonly #sent = new Map<number, Asked>();
  #lastId = 0;
  #end: Error | null = null;
  /** Resolves once the thread is gone. */
  readonly gone: Promise<void>;

  /** @param onDeath is called once, if it dies of itself, with why. */
  constructor(thread: Thread, onDeath: (cause: unknown) => void) {
    this.#thread = thread;
    thread.on('message', (text) => this.#take(pressReplySchema.parse(text)));
    let cause: unknown = null;
    thread.on('error', (error) => {
      cause = error;
    });
    this.gone = new Promise((resolve) => {
      thread.on('exit', () => {
        if (this.#end === null) {
          this.#stop(died());
          onDeath(cause);
        }
        resolve();
      });
    });
  }

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#waiting.length + this.#sent.size === 0;
  }

  /**
   * @throws AppError what the thread answers; `GENERATOR_DIED` if it ends first; `BANK_BUSY` where too much waits; the signal's
   *   reason.
   */
  ask(question: PressQuestion, signal?: AbortSignal): Promise<PressReply> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#end !== null) throw this.#end;
      if (this.#waiting.length >= WAITING) throw busy();
      const id = ++this.#lastId;
      const giveUp = () => this.#giveUp(id, signal?.reason);
      const forget = () => signal?.removeEventListener('abort', giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      const asked = { request: { ...question, id }, resolve, reject, forget };
      if (isPass(question)) this.#send(asked);
      else this.#waiting.push(asked);
      this.#sendNext();
    });
  }

  tell(notice: PressNotice): void {
    if (this.#end === null) this.#thread.postMessage(notice, []);
  }

  /** Fails what is under way, and has the thread end by itself. */
  end(reason: Error): void {
    this.tell({ kind: 'end' });
    this.#stop(reason);
  }

  /** Ends it whatever it does. */
  async kill(): Promise<void> {
    await this.#thread.terminate();
  }

  #sendNext(): void {
    const passes = [...this.#sent.values()].filter(({ request }) => isPass(request)).length;
    for (let short = this.#sent.size - passes; short < AT_ONCE; short++) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#send(next);
    }
  }

  #send(asked: Asked): void {
    this.#sent.set(asked.request.id, asked);
    this.#thread.postMessage(asked.request, []);
  }

  #take(reply: PressReply): void {
    const asked = this.#sent.get(reply.id);
    if (asked === undefined) return;
    this.#sent.delete(reply.id);
    asked.forget();
    if (reply.kind === 'failed') asked.reject(errorOf(reply.failure));
    else asked.resolve(reply);
    this.#sendNext();
  }

  /** What the thread already has is answered by it, as soon as it has left off. */
  #giveUp(id: number, reason: unknown): void {
    const sent = this.#sent.get(id);
    if (sent !== undefined) {
      const reject = () => sent.reject(reason);
      this.#sent.set(id, { ...sent, resolve: reject, reject });
      this.tell({ kind: 'abort', id });
      return;
    }
    const at = this.#waiting.findIndex(({ request }) => request.id === id);
    const [waiting] = at < 0 ? [] : this.#waiting.splice(at, 1);
    waiting?.reject(reason);
  }

  #stop(reason: Error): void {
    this.#end = reason;
    for (const { forget, reject } of [...this.#sent.values(), ...this.#waiting]) {
      forget();
      reject(reason);
    }
    this.#sent.clear();
    this.#waiting.length = 0;
  }
}

/** Whether it goes through a whole main stream. */
function isPass({ kind }: Pick<PressRequest, 'kind'>): boolean {
  return kind === 'hash' || kind === 'complement';
}

function died(): AppError {
  return new AppError('GENERATOR_DIED', 'What generates main streams broke off.', {
    remedy: 'retry',
  });
}

function busy(): AppError {
  return new AppError('BANK_BUSY', 'The bank has too much to do. Please ask again shortly.', {
    remedy: 'retry',
  });
}
