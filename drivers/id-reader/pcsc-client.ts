import type { Clock } from '../../app/foundation/clock.ts';
import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline, deviceProtocol, deviceTimeout } from '../contract/device-errors.ts';
import type { WireTap } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { masked } from './masked.ts';
import {
  decodeReaders,
  encodeRequest,
  encodeTransmit,
  GET_UID,
  LEAVE_CARD,
  messageLayouts,
  pcscResult,
  PROTOCOL_T0,
  PROTOCOL_T1,
  READERS_STATE_BYTES,
  resultName,
  SCOPE_SYSTEM,
  SHARE_SHARED,
  statusWord,
  type PcscReaderState,
} from './pcsc-codec.ts';

/** pcscd answers at once, but for a card that it has to wake first. */
const ANSWER_LIMIT = seconds(10);

/** Protocol 4:4 is that of pcscd 1.8.24 to 2.2.3; from 2.3 on it is 4:5 or later, which asks the same of what is used here. */
const OFFERED = { major: 4, minor: 4 } as const;

interface Wanted {
  readonly count: number;
  readonly give: (bytes: Uint8Array) => void;
  readonly fail: (error: unknown) => void;
}

/** Requests to one pcscd and its answers, one at a time. Answers have no header: after one that did not come, close it. */
export class PcscClient {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #tap: WireTap | undefined;
  #held: Uint8Array = new Uint8Array();
  #wanted: Wanted | null = null;
  #end: Error | null = null;

  constructor(line: SerialLine, clock: Clock, tap: WireTap | undefined) {
    this.#line = line;
    this.#clock = clock;
    this.#tap = tap;
    line.onData((bytes) => {
      this.#held = Uint8Array.from([...this.#held, ...bytes]);
      this.#serve();
    });
    line.onLost(() => this.#fail(deviceOffline('The card service pcscd')));
  }

  /**
   * Agrees on a protocol. One that is refused is offered again as pcscd says it speaks it.
   *
   * @throws AppError `DEVICE_PROTOCOL` where that is not 4:4 or later.
   */
  async agree(): Promise<void> {
    const first = await this.#offer(OFFERED);
    if (first.rv === pcscResult.success) return;
    const isKnown = first.major === OFFERED.major && first.minor >= OFFERED.minor;
    if (isKnown && (await this.#offer(first)).rv === pcscResult.success) return;
    const spoken = `${first.major}:${first.minor}`;
    throw deviceProtocol(`The card service pcscd speaks protocol ${spoken}.`, { spoken });
  }

  async establish(): Promise<number> {
    const body = messageLayouts.establishContext.write({ scope: SCOPE_SYSTEM });
    await this.#send(encodeRequest('establishContext', body), 'establish a context');
    const { rv, context } = messageLayouts.establishContext.read(
      await this.#answer('establishContext'),
    );
    if (rv !== pcscResult.success) {
      throw deviceProtocol('The card service pcscd gives no context.', { result: resultName(rv) });
    }
    return context;
  }

  /** Readers as they are; from here on a change is announced, until {@link stopWaiting}. */
  async wait(): Promise<PcscReaderState[]> {
    await this.#send(encodeRequest('waitReaderStateChange'), 'wait for a change');
    const table = await this.#take(READERS_STATE_BYTES, ANSWER_LIMIT);
    const readers = decodeReaders(table);
    const named = readers.map(
      ({ name, isCardPresent }) => `${name}${isCardPresent ? ' card' : ''}`,
    );
    this.#told(table, `readers: ${named.join(', ')}`);
    return readers;
  }

  /** Whether a change was announced within `limit`. */
  async isChanged(limit: Milliseconds): Promise<boolean> {
    try {
      this.#told(await this.#take(messageLayouts.stopWaiting.bytes, limit), 'a change');
      return true;
    } catch (error) {
      if (this.#end === null) return false;
      throw error;
    }
  }

  /** Where a change was announced meanwhile its message comes instead of the answer, and looks the same. */
  async stopWaiting(): Promise<void> {
    await this.#send(encodeRequest('stopWaiting'), 'stop waiting');
    await this.#answer('stopWaiting');
  }

  /** @returns what the card is called from here on, or the result that says why there is none. */
  async connect(context: number, reader: string) {
    const body = messageLayouts.connect.write(
      { context, shareMode: SHARE_SHARED, preferredProtocols: PROTOCOL_T0 | PROTOCOL_T1 },
      reader,
    );
    await this.#send(encodeRequest('connect', body), `connect to the card in ${reader}`);
    return messageLayouts.connect.read(await this.#answer('connect'));
  }

  /** Asks a card for its number. @returns its answer; null, and the result, where it gave none. */
  async askUid(card: number, protocol: number): Promise<{ answer: Uint8Array | null; rv: number }> {
    await this.#send(encodeTransmit(card, protocol, GET_UID), 'ask the card for its number');
    const head = await this.#take(messageLayouts.transmit.bytes, ANSWER_LIMIT);
    const { rv, receiveLength } = messageLayouts.transmit.read(head);
    if (rv !== pcscResult.success) {
      this.#told(head, `no answer of the card: ${resultName(rv)}`);
      return { answer: null, rv };
    }
    const answer = await this.#take(receiveLength, ANSWER_LIMIT);
    const what = `answer of the card, ${answer.length} bytes, ${statusWord(answer)}`;
    this.#told(Uint8Array.from([...head, ...masked(answer.length)]), what);
    return { answer, rv };
  }

  async disconnect(card: number): Promise<void> {
    const body = messageLayouts.disconnect.write({ card, disposition: LEAVE_CARD });
    await this.#send(encodeRequest('disconnect', body), 'leave the card');
    await this.#answer('disconnect');
  }

  /** Ends whatever is being waited for. */
  async close(context: number): Promise<void> {
    this.#fail(deviceOffline('The card service pcscd'));
    const release = encodeRequest(
      'releaseContext',
      messageLayouts.releaseContext.write({ context }),
    );
    await this.#line.write(release).catch(() => {
      // It is gone already, and with it the context.
    });
    await this.#line.close();
  }

  async #offer(version: { readonly major: number; readonly minor: number }) {
    const body = messageLayouts.version.write({ major: version.major, minor: version.minor });
    await this.#send(encodeRequest('version', body), `protocol ${version.major}:${version.minor}`);
    return messageLayouts.version.read(await this.#answer('version'));
  }

  async #send(request: Uint8Array, meaning: string): Promise<void> {
    if (this.#end !== null) throw this.#end;
    this.#tap?.({ direction: 'sent', bytes: request, meaning });
    await this.#line.write(request);
  }

  async #answer(command: keyof typeof messageLayouts): Promise<Uint8Array> {
    const layout = messageLayouts[command];
    const bytes = await this.#take(layout.bytes, ANSWER_LIMIT);
    this.#told(bytes, resultName(layout.read(bytes).rv));
    return bytes;
  }

  #told(bytes: Uint8Array, meaning: string): void {
    this.#tap?.({ direction: 'received', bytes, meaning });
  }

  #take(count: number, limit: Milliseconds): Promise<Uint8Array> {
    if (this.#end !== null) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      const finish = () => {
        cancel();
        this.#wanted = null;
      };
      const cancel = this.#clock.after(limit, () => {
        finish();
        reject(deviceTimeout('The card service pcscd'));
      });
      this.#wanted = {
        count,
        give(bytes) {
          finish();
          resolve(bytes);
        },
        fail(error) {
          finish();
          reject(error);
        },
      };
      this.#serve();
    });
  }

  #serve(): void {
    const wanted = this.#wanted;
    if (wanted === null || this.#held.length < wanted.count) return;
    const bytes = this.#held.slice(0, wanted.count);
    this.#held = this.#held.slice(wanted.count);
    wanted.give(bytes);
  }

  #fail(error: Error): void {
    this.#end ??= error;
    this.#wanted?.fail(this.#end);
  }
}
