import type { Clock } from '../../app/foundation/clock.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { decodeState, encodeCommand, stateCollector, type KerongState } from './kerong-codec.ts';

const ANSWER_LIMIT = milliseconds(500);
const ATTEMPTS = 3;

/** Commands and answers of one KR-CU16 on a line. Answers carry no number: one question at a time. */
export class LockBoard {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #board: number;
  #waiting: ((state: KerongState) => void) | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(line: SerialLine, clock: Clock, board: number) {
    this.#line = line;
    this.#clock = clock;
    this.#board = board;
    line.onData(
      stateCollector((frame) => {
        const state = decodeState(frame);
        if (state?.board === this.#board) this.#waiting?.(state);
      }),
    );
  }

  /** @throws AppError `DEVICE_OFFLINE` after three questions without an answer. */
  query(): Promise<KerongState> {
    const asked = this.#last.then(() => this.#query());
    this.#last = asked.catch(() => {});
    return asked;
  }

  async #query(): Promise<KerongState> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const state = await this.#askOnce();
      if (state !== null) return state;
    }
    throw deviceOffline('The lock board');
  }

  /** Releases a bolt; the board says nothing, its state must be asked. `lock` from 0. */
  unlock(lock: number): Promise<void> {
    return this.#line.write(encodeCommand({ kind: 'unlock', board: this.#board, lock }));
  }

  #askOnce(): Promise<KerongState | null> {
    return new Promise((resolve, reject) => {
      const finish = (state: KerongState | null) => {
        cancel();
        this.#waiting = null;
        resolve(state);
      };
      const cancel = this.#clock.after(ANSWER_LIMIT, () => finish(null));
      this.#waiting = finish;
      this.#line
        .write(encodeCommand({ kind: 'query', board: this.#board }))
        .catch((error: unknown) => {
          cancel();
          this.#waiting = null;
          reject(error);
        });
    });
  }
}
