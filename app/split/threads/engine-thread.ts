import type { Worker } from 'node:worker_threads';
import { AppError } from '../../foundation/errors.ts';
import { startThread } from '../../foundation/start-thread.ts';
import { threadError } from './thread-error.ts';
import { answerSchema, type ThreadAnswer, type ThreadJob } from './protocol.ts';

interface Asked {
  readonly resolve: (answer: ThreadAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that does jobs of the engine, one after another. */
export class EngineThread {
  readonly #worker: Worker;
  readonly #asked: Asked[] = [];
  #end: unknown = null;

  constructor() {
    this.#worker = startThread(
      { from: import.meta.url, bundle: 'engine-worker.js', source: './worker/main.ts' },
      {},
    );
    this.#worker.on('message', (text: unknown) => this.#answer(answerSchema.parse(text)));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => {
      this.#fail(threadError('SPLIT_THREAD_FAILED', 'A thread of the engine ended.'));
    });
  }

  /** Jobs that it has not done yet. */
  get asked(): number {
    return this.#asked.length;
  }

  /** @throws AppError what the engine throws there; `SPLIT_THREAD_FAILED` with `context.system` for errors of the system. */
  ask(job: ThreadJob): Promise<ThreadAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) throw this.#end;
      this.#asked.push({ resolve, reject });
      this.#worker.postMessage(job, []);
    });
  }

  /** Ends it, whatever it does. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #answer(answer: ThreadAnswer): void {
    const asked = this.#asked.shift();
    if (answer.kind !== 'failed') {
      asked?.resolve(answer);
      return;
    }
    const { code, message, remedy, context } = answer;
    asked?.reject(new AppError(code, message, { remedy, context }));
  }

  #fail(error: unknown): void {
    this.#end ??= error;
    for (const { reject } of this.#asked.splice(0)) reject(this.#end);
  }
}
