import modbus from 'modbus-serial';
import { pause, type Clock } from '../../app/foundation/clock.ts';
import { isAppError, type AppError } from '../../app/foundation/errors.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import {
  deviceCanceled,
  deviceOffline,
  deviceProtocol,
  deviceTimeout,
} from '../contract/device-errors.ts';
import type { CommandOptions, WirePiece, WireTap } from '../contract/device.ts';
import { ModbusPort } from './modbus-port.ts';
import type { SerialLine, SerialSettings } from './serial-line.ts';
import { openSerialPort } from './serial-port.ts';

/**
 * A Modbus RTU bus as its master: several units on one line, one request at a time, in the order in which they were asked for.
 *
 * Errors: `DEVICE_TIMEOUT` where no answer came (a coil may have been written all the same), `DEVICE_PROTOCOL` where the unit
 * refuses (nothing was done), `DEVICE_OFFLINE` at once where the line is lost, `DEVICE_CANCELED`. Nothing is repeated here.
 * Addresses count from 0, as on the wire.
 */
export interface ModbusBus {
  readCoils(
    unit: number,
    first: number,
    count: number,
    options?: CommandOptions,
  ): Promise<readonly boolean[]>;
  readDiscreteInputs(
    unit: number,
    first: number,
    count: number,
    options?: CommandOptions,
  ): Promise<readonly boolean[]>;
  /** Words of 16 bits without a sign. */
  readInputRegisters(
    unit: number,
    first: number,
    count: number,
    options?: CommandOptions,
  ): Promise<readonly number[]>;
  writeCoil(unit: number, address: number, on: boolean, options?: CommandOptions): Promise<void>;
  /** Hears what is said with one unit, and all noise. @returns a function that ends it. */
  tap(unit: number, listener: WireTap): () => void;
  /** Called once when the line goes without `close`. */
  onLost(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface ModbusBusOptions {
  /** `/dev/ttyUSB0`. */
  readonly path: string;
  readonly settings: SerialSettings;
  readonly clock: Clock;
}

/** Long enough for the longest answer at 9600 baud (0.27 s) and a unit that thinks before it speaks. */
const ANSWER_LIMIT = milliseconds(500);
/** After an answer that did not come: a late one must not be taken for that of the next request. */
const QUIET = milliseconds(50);

/**
 * Opens the bus on a serial port.
 *
 * @throws AppError `DEVICE_OFFLINE`
 */
export async function openModbusBus(options: ModbusBusOptions): Promise<ModbusBus> {
  const { clock, path, settings } = options;
  return modbusBusOn(await openSerialPort(path, settings), clock);
}

/** The bus on a line that is open; closing the bus closes it. */
export function modbusBusOn(line: SerialLine, clock: Clock): ModbusBus {
  return new LineBus(line, clock);
}

class LineBus implements ModbusBus {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #port: ModbusPort;
  readonly #client: InstanceType<typeof modbus.default>;
  readonly #taps = new Map<WireTap, number>();
  readonly #lost = new Set<() => void>();
  readonly #gone = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor(line: SerialLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
    this.#port = new ModbusPort(line, (unit, piece) => this.#hear(unit, piece));
    this.#client = new modbus.default(this.#port);
    // Without a listener its 'error' would end the process when a cable is pulled.
    this.#client.on('error', () => this.#lose());
    this.#client.open();
    line.onLost(() => this.#lose());
  }

  async readCoils(unit: number, first: number, count: number, options?: CommandOptions) {
    const read = () => this.#client.readCoils(first, count);
    const { data } = await this.#transact(unit, 'Reading coils', read, options);
    return data.slice(0, count);
  }

  async readDiscreteInputs(unit: number, first: number, count: number, options?: CommandOptions) {
    const read = () => this.#client.readDiscreteInputs(first, count);
    const { data } = await this.#transact(unit, 'Reading inputs', read, options);
    return data.slice(0, count);
  }

  async readInputRegisters(unit: number, first: number, count: number, options?: CommandOptions) {
    const read = () => this.#client.readInputRegisters(first, count);
    const { data } = await this.#transact(unit, 'Reading registers', read, options);
    return data;
  }

  async writeCoil(unit: number, address: number, on: boolean, options?: CommandOptions) {
    const write = () => this.#client.writeCoil(address, on);
    await this.#transact(unit, 'Writing a coil', write, options);
  }

  tap(unit: number, listener: WireTap): () => void {
    this.#taps.set(listener, unit);
    return () => this.#taps.delete(listener);
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  async close(): Promise<void> {
    this.#lost.clear();
    this.#gone.abort(deviceOffline('The Modbus line'));
    await this.#line.close();
  }

  #lose(): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort(deviceOffline('The Modbus line'));
    for (const listener of this.#lost) listener();
  }

  #hear(unit: number | null, piece: WirePiece): void {
    for (const [tap, wanted] of this.#taps) if (unit === null || unit === wanted) tap(piece);
  }

  /** A caller who gives up leaves at once; the bus waits for the answer all the same. */
  async #transact<Result>(
    unit: number,
    what: string,
    send: () => Promise<Result>,
    { signal }: CommandOptions = {},
  ): Promise<Result> {
    const waiting = this.#last.then(async () => {
      if (signal?.aborted) throw deviceCanceled(what, signal.reason);
      return this.#exchange(unit, what, send);
    });
    this.#last = waiting.catch(() => {});
    return signal === undefined ? waiting : giveUpOn(signal, what, waiting);
  }

  async #exchange<Result>(
    unit: number,
    what: string,
    send: () => Promise<Result>,
  ): Promise<Result> {
    this.#gone.signal.throwIfAborted();
    this.#client.setID(unit);
    const over = new AbortController();
    const gone = this.#gone.signal;
    // Not AbortSignal.any: what it makes of a signal that lives for weeks is kept as long (measured with Node 20).
    const onGone = () => over.abort(gone.reason);
    gone.addEventListener('abort', onGone, { once: true });
    try {
      return await Promise.race([send(), this.#limit(unit, what, over.signal)]);
    } catch (cause) {
      if (gone.aborted) throw deviceOffline('The Modbus line', cause);
      if (isAppError(cause, 'DEVICE_TIMEOUT')) await pause(this.#clock, QUIET, gone);
      throw isAppError(cause) ? cause : refusal(unit, what, cause);
    } finally {
      this.#port.giveUp();
      gone.removeEventListener('abort', onGone);
      over.abort();
    }
  }

  async #limit(unit: number, what: string, signal: AbortSignal): Promise<never> {
    await pause(this.#clock, ANSWER_LIMIT, signal);
    throw deviceTimeout(`${what} of Modbus unit ${unit}`, { unit });
  }
}

function refusal(unit: number, what: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return deviceProtocol(`${what}: Modbus unit ${unit} refuses.`, { unit, reason });
}

function giveUpOn<Result>(
  signal: AbortSignal,
  what: string,
  waiting: Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(deviceCanceled(what, signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
