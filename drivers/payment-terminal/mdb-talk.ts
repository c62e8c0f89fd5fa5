import type { AppError } from '../../app/foundation/errors.ts';
import type { Milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import {
  decodeMdbReply,
  encodeMdbCommand,
  mdbLineCollector,
  type MdbCommand,
  type MdbReply,
} from './mdb-codec.ts';

/** What is waited for: returns what a reply comes to, or null to wait on. */
export type Awaiting<T> = (reply: MdbReply) => T | null;

/** Lines to and from one MDB interface. It announces states by itself too, so an answer is what a waiter takes for one. */
export class MdbTalk {
  readonly #line: SerialLine;
  readonly #services: DriverServices;
  readonly #onLost: () => void;
  readonly #end: readonly (() => void)[];
  #hear: ((reply: MdbReply) => void) | null = null;
  #lost: (() => void) | null = null;
  #supersede: (() => void) | null = null;
  #broken: AppError | null = null;

  constructor(line: SerialLine, services: DriverServices, onLost: () => void) {
    this.#line = line;
    this.#services = services;
    this.#onLost = onLost;
    this.#end = [
      line.onData(mdbLineCollector((text) => this.#read(text))),
      line.onLost(() => this.#break()),
    ];
  }

  /** What the line has been lost by; null while it is there. */
  get broken(): AppError | null {
    return this.#broken;
  }

  /** @throws AppError `DEVICE_OFFLINE`; the line may have left all the same. */
  async send(command: MdbCommand): Promise<void> {
    if (this.#broken) throw this.#broken;
    const bytes = Uint8Array.from(Buffer.from(`${encodeMdbCommand(command)}\n`, 'latin1'));
    this.#services.tap?.({ direction: 'sent', bytes, meaning: command.kind });
    await this.#line.write(bytes);
  }

  /**
   * Sends a command and waits for what it comes to.
   *
   * @returns `silence` after `limit`, `lost` where the line went: then nobody knows what became of the command.
   */
  ask<T>(
    command: MdbCommand,
    limit: Milliseconds,
    awaiting: Awaiting<T>,
  ): Promise<T | 'silence' | 'lost'> {
    const answer = this.wait(limit, awaiting);
    // The limit holds also where the command does not leave.
    this.send(command).catch(() => this.#break());
    return answer;
  }

  /** One waiter at a time; a second one ends the first one in silence. */
  wait<T>(limit: Milliseconds, awaiting: Awaiting<T>): Promise<T | 'silence' | 'lost'> {
    if (this.#broken) return Promise.resolve('lost');
    this.#supersede?.();
    return new Promise((resolve) => {
      const finish = (outcome: T | 'silence' | 'lost') => {
        cancel();
        this.#hear = null;
        this.#lost = null;
        this.#supersede = null;
        resolve(outcome);
      };
      const cancel = this.#services.clock.after(limit, () => finish('silence'));
      this.#lost = () => finish('lost');
      this.#supersede = () => finish('silence');
      this.#hear = (reply) => {
        const outcome = awaiting(reply);
        if (outcome !== null) finish(outcome);
      };
    });
  }

  async close(): Promise<void> {
    this.#break();
    await this.#line.close();
  }

  #read(text: string): void {
    const reply = decodeMdbReply(text);
    const meaning = reply === null ? 'noise' : reply.kind === 'state' ? reply.state.is : reply.kind;
    const bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
    this.#services.tap?.({ direction: 'received', bytes, meaning });
    if (reply !== null) this.#hear?.(reply);
  }

  #break(): void {
    if (this.#broken) return;
    this.#broken = deviceOffline('The MDB interface');
    for (const end of this.#end) end();
    this.#lost?.();
    this.#onLost();
  }
}
