import type { Clock } from '../../app/foundation/clock.ts';
import { milliseconds, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceProtocol, deviceTimeout } from '../contract/device-errors.ts';
import type { WireTap } from '../contract/device.ts';
import type { UsbBulk } from '../transports/usb-bulk.ts';
import {
  describeNimbieAnswer,
  encodeNimbieCommand,
  NimbieTexts,
  type NimbieAnswer,
  type NimbieCommand,
  type NimbieState,
} from './nimbie-codec.ts';

/** The longest that public drivers wait for an answer. */
const ANSWER_LIMIT = seconds(20);
/** After an answer an empty packet follows; a device that leaves it out is not waited for. */
const END_LIMIT = milliseconds(200);
/** How soon a caller is let go who no longer wants the state. */
const ATTENTION = milliseconds(250);

export type NimbieVerdict = Extract<NimbieAnswer, { is: 'done' | 'failed' }>;

/** Commands and answers of one Nimbie: one at a time. */
export class NimbieLink {
  readonly #bulk: UsbBulk;
  readonly #clock: Clock;
  readonly #tap: WireTap;
  #texts = new NimbieTexts();

  constructor(bulk: UsbBulk, clock: Clock, tap: WireTap | undefined) {
    this.#bulk = bulk;
    this.#clock = clock;
    this.#tap = tap ?? (() => {});
  }

  /**
   * Has a disc moved. What the device calls confusion (`E09`) is answered by one reset of its USB side: it listens again after
   * it, and nobody knows what it did.
   *
   * @throws AppError `DEVICE_TIMEOUT`, `DEVICE_OFFLINE`, `DEVICE_PROTOCOL`: it may have moved.
   */
  async command(command: Exclude<NimbieCommand, 'state'>): Promise<NimbieVerdict> {
    const verdict = await this.#ask(command, (answer) =>
      answer.is === 'done' || answer.is === 'failed' ? answer : null,
    );
    if (verdict.is === 'done' || verdict.failure !== 'confused') return verdict;
    await this.#reset();
    throw deviceProtocol('The Nimbie lost its way, and was reset.', { code: verdict.code });
  }

  /** @throws AppError `DEVICE_TIMEOUT`, `DEVICE_OFFLINE`, `DEVICE_PROTOCOL`, `DEVICE_CANCELED`. Nothing has moved. */
  async state(signal?: AbortSignal): Promise<NimbieState> {
    for (const isLast of [false, true]) {
      const answer = await this.#ask('state', stateOrConfusion, signal);
      if (answer.is === 'state') return answer.state;
      await this.#reset();
      if (isLast) break;
    }
    throw deviceProtocol('The Nimbie lost its way, though it was reset.', {});
  }

  /** @param wanted what of its words answers the command; the others are late answers to what nobody waits for any more. */
  async #ask<Answer>(
    command: NimbieCommand,
    wanted: (answer: NimbieAnswer) => Answer | null,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const packet = encodeNimbieCommand(command);
    this.#tap({ direction: 'sent', bytes: packet, meaning: command });
    await this.#bulk.send(packet, signal);
    const deadline = this.#clock.monotonic() + ANSWER_LIMIT;
    for (;;) {
      const left = deadline - this.#clock.monotonic();
      if (left <= 0) throw deviceTimeout('The answer of the Nimbie', { command });
      if (signal?.aborted) throw deviceCanceled('Asking the Nimbie', signal.reason);
      const limit = signal === undefined ? left : Math.min(left, ATTENTION);
      const answers = await this.#hear(milliseconds(limit));
      const found = answers?.map((one) => one && wanted(one)).find((one) => one !== null);
      if (found === undefined || found === null) continue;
      await this.#hearTheEnd(this.#clock.monotonic() + seconds(1));
      return found;
    }
  }

  /** Until the empty packet that ends an answer, so that the next one begins with its own words. */
  async #hearTheEnd(deadline: number): Promise<void> {
    while (this.#clock.monotonic() < deadline) {
      const answers = await this.#hear(END_LIMIT);
      if (answers === null || answers.length === 0) return;
    }
  }

  /** @returns what one packet says, nothing for an empty one; null where none came. */
  async #hear(limit: Milliseconds): Promise<(NimbieAnswer | null)[] | null> {
    const packet = await this.#bulk.receive(limit);
    if (packet === null) return null;
    const answers = this.#texts.push(packet);
    const meaning = answers.map(describeNimbieAnswer).join(', ');
    const isEmpty = packet.length === 0;
    this.#tap({
      direction: 'received',
      bytes: packet,
      meaning: meaning === '' ? (isEmpty ? 'end' : 'noise') : meaning,
    });
    return answers;
  }

  async #reset(): Promise<void> {
    this.#tap({ direction: 'sent', bytes: new Uint8Array(), meaning: 'USB reset' });
    this.#texts = new NimbieTexts();
    await this.#bulk.reset();
  }
}

function stateOrConfusion(
  answer: NimbieAnswer,
): Extract<NimbieAnswer, { is: 'state' | 'failed' }> | null {
  if (answer.is === 'state') return answer;
  return answer.is === 'failed' && answer.failure === 'confused' ? answer : null;
}
