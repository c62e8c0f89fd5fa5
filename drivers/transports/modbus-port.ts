import { EventEmitter } from 'node:events';
import type { WirePiece } from '../contract/device.ts';
import { findModbusReply, replyMeaning, requestMeaning } from './modbus-rtu-codec.ts';
import type { SerialLine } from './serial-line.ts';

/** No answer is longer (MODBUS over Serial Line §2.5.1). */
const LONGEST = 256;

/**
 * What modbus-serial takes for a port, over any serial line: it is given whole answers, and only such as answer the request
 * that is open. Everything else on the line is noise.
 */
export class ModbusPort extends EventEmitter {
  isOpen = true;
  readonly #line: SerialLine;
  readonly #hear: (unit: number | null, piece: WirePiece) => void;
  #request: Uint8Array | null = null;
  #held = new Uint8Array(0);

  /** @param hear is told every frame, with the unit that it is from or for; null for noise. */
  constructor(line: SerialLine, hear: (unit: number | null, piece: WirePiece) => void) {
    super();
    this.#line = line;
    this.#hear = hear;
    line.onData((bytes) => this.#receive(bytes));
  }

  open(done: (error: Error | null) => void): void {
    done(null);
  }

  close(done: () => void): void {
    this.isOpen = false;
    done();
  }

  write(bytes: Uint8Array): void {
    const request = Uint8Array.from(bytes);
    this.#request = request;
    this.#held = new Uint8Array(0);
    this.#hear(request[0] ?? null, {
      direction: 'sent',
      bytes: request,
      meaning: requestMeaning(request),
    });
    this.#line.write(request).catch((error: unknown) => this.emit('error', error));
  }

  /** Nobody waits for the answer any more. */
  giveUp(): void {
    this.#request = null;
  }

  #receive(bytes: Uint8Array): void {
    const request = this.#request;
    if (request === null) {
      this.#noise(bytes);
      return;
    }
    const held = Uint8Array.from([...this.#held, ...bytes]).subarray(-LONGEST);
    for (let start = 0; start < held.length; start += 1) {
      const frame = findModbusReply(held, start, request);
      if (frame === null) continue;
      this.#request = null;
      this.#noise(held.subarray(0, start));
      this.#hear(frame[0] ?? null, {
        direction: 'received',
        bytes: frame,
        meaning: replyMeaning(frame),
      });
      this.#noise(held.subarray(start + frame.length));
      this.emit('data', Buffer.from(frame));
      return;
    }
    this.#held = held;
  }

  #noise(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#hear(null, { direction: 'received', bytes: Uint8Array.from(bytes), meaning: 'noise' });
  }
}
