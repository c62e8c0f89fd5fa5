import type { Clock } from '../../app/foundation/clock.ts';
import { milliseconds, minutes, seconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceTimeout } from '../contract/device-errors.ts';
import type { WireTap } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import {
  AleratecLines,
  aleratecLine,
  decodeAleratecReply,
  describeAleratecReply,
  encodeAleratecCommand,
  type AleratecCommand,
  type AleratecReply,
} from './aleratec-codec.ts';

/** The longest that public drivers wait from one line to the next. */
const LINE_LIMIT = seconds(30);
/** Assumed: no motion is still at one of its steps after so long, however often it says so. */
const MOTION_LIMIT = minutes(3);

/** How a command ended. */
export type AleratecVerdict =
  | { readonly is: 'ended'; readonly status: string | null }
  | { readonly is: 'parameters'; readonly areMissing: boolean }
  /** Nothing has moved. */
  | { readonly is: 'refused' }
  /** It stopped with an error, nobody knows where. */
  | { readonly is: 'alarm' };

interface Listener {
  readonly hear: (reply: AleratecReply) => void;
  readonly fail: (error: Error) => void;
}

/** Commands and lines of one Auto Publisher: one command at a time. */
export class AleratecLink {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #tap: WireTap;
  readonly #lines = new AleratecLines();
  #listener: Listener | null = null;

  constructor(line: SerialLine, clock: Clock, tap: WireTap | undefined) {
    this.#line = line;
    this.#clock = clock;
    this.#tap = tap ?? (() => {});
    line.onData((bytes) => {
      for (const text of this.#lines.push(bytes)) this.#hear(text);
    });
    line.onLost(() => this.#listener?.fail(deviceOffline('The robot')));
  }

  /**
   * @param onStep told each step of a motion as it is reached.
   * @throws AppError `DEVICE_TIMEOUT`, `DEVICE_OFFLINE`: what was commanded may have happened. `DEVICE_CANCELED`.
   */
  ask(
    command: AleratecCommand,
    options: {
      readonly signal?: AbortSignal | undefined;
      readonly onStep?: (step: number) => void;
    } = {},
  ): Promise<AleratecVerdict> {
    const { signal, onStep } = options;
    if (signal?.aborted) {
      return Promise.reject(deviceCanceled('Asking the robot', signal.reason));
    }
    const own = aleratecLine(command).slice(0, 3);
    return new Promise((resolve, reject) => {
      const finish = () => {
        cancel();
        signal?.removeEventListener('abort', onAbort);
        this.#listener = null;
      };
      const fail = (error: Error) => {
        finish();
        reject(error);
      };
      const onAbort = () => fail(deviceCanceled('Asking the robot', signal?.reason));
      const latest = this.#clock.monotonic() + MOTION_LIMIT;
      const waitOn = () => {
        const left = latest - this.#clock.monotonic();
        return this.#clock.after(milliseconds(Math.max(0, Math.min(LINE_LIMIT, left))), () => {
          fail(deviceTimeout('The answer of the robot', { command: command.is }));
        });
      };
      let cancel = waitOn();
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#listener = {
        fail,
        hear: (reply) => {
          if (reply.is === 'progress') {
            cancel();
            cancel = waitOn();
            if (reply.command === own) onStep?.(reply.step);
            return;
          }
          const verdict = verdictOf(reply, own);
          if (verdict === null) return;
          finish();
          resolve(verdict);
        },
      };
      this.#send(command);
    });
  }

  /** Says something to which no answer is waited for. */
  tell(command: AleratecCommand): void {
    this.#send(command);
  }

  async close(): Promise<void> {
    this.#listener?.fail(deviceOffline('The robot'));
    await this.#line.close();
  }

  #send(command: AleratecCommand): void {
    const bytes = encodeAleratecCommand(command);
    this.#tap({ direction: 'sent', bytes, meaning: command.is });
    this.#line.write(bytes).catch((error: unknown) => this.#listener?.fail(error as Error));
  }

  #hear(text: string): void {
    const reply = decodeAleratecReply(text);
    const meaning = describeAleratecReply(reply);
    this.#tap({ direction: 'received', bytes: Buffer.from(text, 'latin1'), meaning });
    if (reply !== null) this.#listener?.hear(reply);
  }
}

/** What a line means for command `own`; null where it belongs to another. */
function verdictOf(
  reply: Exclude<AleratecReply, { is: 'progress' }>,
  own: string,
): AleratecVerdict | null {
  if (reply.is !== 'ended') return reply;
  const { command, error, status } = reply;
  if (error !== null && error !== '00') return { is: 'alarm' };
  // `S01C01E00…` after any other command: it has not done it.
  if (status === '01' && command === 'C01' && own !== 'C01') return { is: 'alarm' };
  return command === own || command === 'C00' ? { is: 'ended', status } : null;
}
