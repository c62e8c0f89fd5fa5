import type { Clock } from '../../app/foundation/clock.ts';
import { milliseconds, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceTimeout } from '../contract/device-errors.ts';
import type { WireTap } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import {
  AmtrenReplies,
  describeAmtrenReply,
  encodeAmtrenCommand,
  type AmtrenCommand,
  type AmtrenReply,
} from './amtren-codec.ts';

/** Assumed: longer than any motion of such a robot. */
const MOTION_LIMIT = seconds(60);
const ANSWER_LIMIT = seconds(5);
/** An answer without an end has ended when nothing more came for so long. */
const QUIET = milliseconds(300);
/** A line that is not quiet by then has noise on it. */
const NOISE_LIMIT = seconds(5);

/** Commands and answers of one robot of the family: one at a time. */
export class AmtrenLink {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #tap: WireTap;
  readonly #replies = new AmtrenReplies();
  /** Told every piece that arrives; an empty list for bytes that say nothing. */
  #listener: ((replies: readonly AmtrenReply[]) => void) | null = null;
  #abandon: ((error: Error) => void) | null = null;

  constructor(line: SerialLine, clock: Clock, tap: WireTap | undefined) {
    this.#line = line;
    this.#clock = clock;
    this.#tap = tap ?? (() => {});
    line.onData((bytes) => {
      const replies = this.#replies.push(bytes);
      const isHeard = this.#listener !== null && replies.length > 0;
      const meaning = isHeard ? replies.map(describeAmtrenReply).join(', ') : 'noise';
      this.#tap({ direction: 'received', bytes, meaning });
      this.#listener?.(replies);
    });
    line.onLost(() => this.#abandon?.(deviceOffline('The robot')));
  }

  /** Has it move. @returns whether it says that it did. @throws AppError `DEVICE_TIMEOUT`, `DEVICE_OFFLINE`: it may have. */
  async move(command: Exclude<AmtrenCommand, 'version' | 'status'>): Promise<boolean> {
    const reply = await this.#ask(command, MOTION_LIMIT, undefined, (replies) =>
      replies.find((one) => one.is !== 'status'),
    );
    return reply.is === 'done';
  }

  /** @returns the two digits of its state. */
  async status(signal?: AbortSignal): Promise<string> {
    const code = await this.#ask('status', ANSWER_LIMIT, signal, (replies) =>
      replies.flatMap((one) => (one.is === 'status' ? [one.code] : [])).at(0),
    );
    await this.#silence();
    return code;
  }

  /** What it answers to this is its own affair. */
  async signUp(): Promise<void> {
    await this.#ask('version', ANSWER_LIMIT, undefined, () => true);
    await this.#silence();
  }

  async #ask<Answer>(
    command: AmtrenCommand,
    limit: Milliseconds,
    signal: AbortSignal | undefined,
    wanted: (replies: readonly AmtrenReply[]) => Answer | undefined,
  ): Promise<Answer> {
    if (signal?.aborted) throw deviceCanceled('Asking the robot', signal.reason);
    const bytes = encodeAmtrenCommand(command);
    const answered = new Promise<Answer>((resolve, reject) => {
      const finish = () => {
        cancel();
        this.#listener = null;
        this.#abandon = null;
        signal?.removeEventListener('abort', onAbort);
      };
      const abandon = (error: Error) => {
        finish();
        reject(error);
      };
      const onAbort = () => abandon(deviceCanceled('Asking the robot', signal?.reason));
      const cancel = this.#clock.after(limit, () => {
        abandon(deviceTimeout('The answer of the robot', { command }));
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#abandon = abandon;
      this.#listener = (replies) => {
        const found = wanted(replies);
        if (found === undefined) return;
        finish();
        resolve(found);
      };
    });
    this.#tap({ direction: 'sent', bytes, meaning: command });
    this.#line.write(bytes).catch((error: unknown) => this.#abandon?.(error as Error));
    return answered;
  }

  /** Until nothing more comes: what belongs to an answer must not be taken for the next one's. */
  #silence(): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        cancel();
        cancelLimit();
        this.#listener = null;
        this.#abandon = null;
      };
      const end = () => {
        finish();
        resolve();
      };
      let cancel = this.#clock.after(QUIET, end);
      const cancelLimit = this.#clock.after(NOISE_LIMIT, () => {
        this.#abandon?.(deviceTimeout('The end of what the robot says'));
      });
      this.#listener = () => {
        cancel();
        cancel = this.#clock.after(QUIET, end);
      };
      this.#abandon = (error) => {
        finish();
        reject(error);
      };
    });
  }

  async close(): Promise<void> {
    this.#abandon?.(deviceOffline('The robot'));
    await this.#line.close();
  }
}
