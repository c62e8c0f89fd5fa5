import type { Clock } from '../../app/foundation/clock.ts';
import type { Milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { WireTap } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';

const WHO = 'The lock board';

export interface BoardLineOptions<Reply> {
  readonly line: SerialLine;
  readonly clock: Clock;
  readonly tap?: WireTap | undefined;
  /** How long one answer may take. */
  readonly limit: Milliseconds;
  /** How often a question is asked. */
  readonly attempts: number;
  /** Cuts what arrives into frames. */
  readonly collect: (
    onFrame: (frame: Uint8Array) => void,
    onNoise: (bytes: Uint8Array) => void,
  ) => (bytes: Uint8Array) => void;
  /** Null where it is no reply of this board. */
  readonly decode: (frame: Uint8Array) => Reply | null;
  readonly meaningOf: (reply: Reply) => string;
}

/**
 * Questions and answers of one lock board on a line. Answers carry no number: questions are asked one at a time, in the order
 * in which they came, and what arrives while none is open is not listened to.
 */
export class BoardLine<Reply> {
  readonly #options: BoardLineOptions<Reply>;
  readonly #lost = new Set<() => void>();
  readonly #stop: (() => void)[];
  /** What ends the wait for bytes that do not leave. */
  readonly #leaving = new Set<() => void>();
  #waiting: { take: (reply: Reply) => void; fail: (error: unknown) => void } | null = null;
  #isLost = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: BoardLineOptions<Reply>) {
    this.#options = options;
    const { collect, decode, line, meaningOf, tap } = options;
    const receive = collect(
      (bytes) => {
        const reply = decode(bytes);
        const meaning = reply === null ? 'of another board' : meaningOf(reply);
        tap?.({ direction: 'received', bytes, meaning });
        if (reply !== null) this.#waiting?.take(reply);
      },
      (bytes) => tap?.({ direction: 'received', bytes, meaning: 'noise' }),
    );
    this.#stop = [line.onData(receive), line.onLost(() => this.#lose())];
  }

  /** @throws AppError `DEVICE_OFFLINE` where nobody answers, however often it is asked, and at once where the line is lost. */
  async ask(bytes: Uint8Array, meaning: string, answers: (reply: Reply) => boolean) {
    const asked = this.#last.then(() => this.#ask(bytes, meaning, answers));
    this.#last = asked.catch(() => {});
    return asked;
  }

  /**
   * Sends what no answer is waited for.
   *
   * @throws AppError `DEVICE_OFFLINE` where the bytes do not leave in time, and at once where the line is lost; they may have
   *   left all the same.
   */
  async send(bytes: Uint8Array, meaning: string): Promise<void> {
    if (this.#isLost) throw deviceOffline(WHO);
    const { clock, limit, line, tap } = this.#options;
    tap?.({ direction: 'sent', bytes, meaning });
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        cancel();
        this.#leaving.delete(giveUp);
      };
      const giveUp = () => {
        end();
        reject(deviceOffline(WHO));
      };
      const cancel = clock.after(limit, giveUp);
      this.#leaving.add(giveUp);
      line.write(bytes).finally(end).then(resolve, reject);
    });
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  close(): Promise<void> {
    this.#lost.clear();
    for (const stop of this.#stop) stop();
    this.#lose();
    return this.#options.line.close();
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    for (const giveUp of this.#leaving) giveUp();
    this.#waiting?.fail(deviceOffline(WHO));
    for (const listener of this.#lost) listener();
  }

  async #ask(
    bytes: Uint8Array,
    meaning: string,
    answers: (reply: Reply) => boolean,
  ): Promise<Reply> {
    for (let attempt = 1; attempt <= this.#options.attempts; attempt += 1) {
      const reply = await this.#askOnce(bytes, meaning, answers);
      if (reply !== null) return reply;
    }
    throw deviceOffline(WHO);
  }

  #askOnce(
    bytes: Uint8Array,
    meaning: string,
    answers: (reply: Reply) => boolean,
  ): Promise<Reply | null> {
    return new Promise((resolve, reject) => {
      const end = () => {
        cancel();
        // What fails late, a write that did not leave, must not end the wait of a later question.
        if (this.#waiting === waiting) this.#waiting = null;
      };
      const fail = (error: unknown) => {
        end();
        reject(error);
      };
      const cancel = this.#options.clock.after(this.#options.limit, () => {
        end();
        resolve(null);
      });
      const waiting = {
        take: (reply: Reply) => {
          if (!answers(reply)) return;
          end();
          resolve(reply);
        },
        fail,
      };
      this.#waiting = waiting;
      this.send(bytes, meaning).catch(fail);
    });
  }
}
