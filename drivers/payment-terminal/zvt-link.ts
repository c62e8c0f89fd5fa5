import type { Clock } from '../../app/foundation/clock.ts';
import type { AppError } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import { deviceOffline, deviceProtocol, deviceTimeout } from '../contract/device-errors.ts';
import type { WireTap } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type { Apdu } from './zvt-apdu.ts';
import {
  ACKNOWLEDGE,
  encodeForLine,
  REFUSE,
  zvtCollector,
  type ZvtFraming,
} from './zvt-framing.ts';
import { tracedApdu } from './zvt-trace.ts';

export interface ZvtLinkOptions {
  readonly line: SerialLine;
  readonly framing: ZvtFraming;
  readonly clock: Clock;
  readonly tap?: WireTap | undefined;
  readonly onApdu: (apdu: Apdu) => void;
  /** Called once when nothing more can be said or heard. */
  readonly onBroken: (error: AppError) => void;
}

/** T3: how long a frame may wait for its acknowledgement. Documented default, 5 s. */
const FRAME_LIMIT = seconds(5);
/** A frame is sent this often at most. Documented: two repetitions. */
const ATTEMPTS = 3;

/**
 * Carries APDUs over a line, bare or framed.
 *
 * On a serial line a frame that the terminal refuses is sent again, which is safe: it has not been understood. One that
 * stays unanswered is sent again only where its sender allows, because frames carry no number: a terminal that had
 * understood it would do it twice.
 */
export class ZvtLink {
  readonly #options: ZvtLinkOptions;
  #answered: ((answer: 'acknowledged' | 'refused') => void) | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #broken: AppError | null = null;
  readonly #unsubscribe: readonly (() => void)[];

  constructor(options: ZvtLinkOptions) {
    this.#options = options;
    const { line, framing } = options;
    this.#unsubscribe = [
      line.onData(zvtCollector(framing, (arrival) => this.#hear(arrival))),
      line.onLost(() => this.#break(deviceOffline('The payment terminal'))),
    ];
  }

  /**
   * Resolves when the APDU has left, on a serial line when the terminal has acknowledged its frame.
   *
   * @throws AppError `DEVICE_OFFLINE`, `DEVICE_TIMEOUT`; the APDU may have arrived all the same.
   */
  send(apdu: Apdu, silence: 'repeat' | 'give-up'): Promise<void> {
    const sent = this.#last.then(() => this.#send(apdu, silence));
    this.#last = sent.catch(() => {});
    return sent;
  }

  async close(): Promise<void> {
    this.#break(deviceOffline('The payment terminal'));
    await this.#options.line.close();
  }

  async #send(apdu: Apdu, silence: 'repeat' | 'give-up'): Promise<void> {
    const { framing, line, tap } = this.#options;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if (this.#broken) throw this.#broken;
      tap?.({ direction: 'sent', ...tracedApdu(framing, apdu, 'command') });
      const answer = framing === 'serial' ? this.#awaitAnswer() : null;
      await line.write(encodeForLine(framing, apdu));
      const word = answer === null ? 'acknowledged' : await answer;
      if (word === 'acknowledged') return;
      if (word === 'silence' && silence === 'give-up') {
        throw deviceTimeout('The acknowledgement of the payment terminal');
      }
    }
    throw deviceOffline('The payment terminal');
  }

  #awaitAnswer(): Promise<'acknowledged' | 'refused' | 'silence'> {
    return new Promise((resolve) => {
      const finish = (answer: 'acknowledged' | 'refused' | 'silence') => {
        cancel();
        this.#answered = null;
        resolve(answer);
      };
      const cancel = this.#options.clock.after(FRAME_LIMIT, () => finish('silence'));
      this.#answered = finish;
    });
  }

  #hear(arrival: Parameters<Parameters<typeof zvtCollector>[1]>[0]): void {
    const { framing, tap } = this.#options;
    const trace = (bytes: Uint8Array, meaning: string) =>
      tap?.({ direction: 'received', bytes, meaning });
    switch (arrival.kind) {
      case 'acknowledged':
      case 'refused':
        trace(
          Uint8Array.of(arrival.kind === 'refused' ? REFUSE : ACKNOWLEDGE),
          `frame ${arrival.kind}`,
        );
        this.#answered?.(arrival.kind);
        return;
      case 'noise':
        trace(arrival.bytes, 'noise');
        return;
      case 'damaged':
        trace(arrival.bytes, 'noise');
        this.#answerFrame(REFUSE);
        return;
      case 'nonsense':
        trace(arrival.bytes, 'noise');
        this.#break(deviceProtocol('What answers there does not speak ZVT.', {}));
        void this.#options.line.close();
        return;
      case 'apdu':
        tap?.({ direction: 'received', ...tracedApdu(framing, arrival.apdu, 'reply') });
        if (framing === 'serial') {
          // A frame in place of an acknowledgement is one: the terminal is already answering.
          this.#answered?.('acknowledged');
          this.#answerFrame(ACKNOWLEDGE);
        }
        this.#options.onApdu(arrival.apdu);
    }
  }

  #answerFrame(byte: number): void {
    const meaning = byte === REFUSE ? 'frame refused' : 'frame acknowledged';
    this.#options.tap?.({ direction: 'sent', bytes: Uint8Array.of(byte), meaning });
    this.#options.line.write(Uint8Array.of(byte)).catch(() => {
      // A line that is lost says so itself.
    });
  }

  #break(error: AppError): void {
    if (this.#broken) return;
    this.#broken = error;
    for (const end of this.#unsubscribe) end();
    this.#answered?.('refused');
    this.#options.onBroken(error);
  }
}
