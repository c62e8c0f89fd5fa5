import { pause, type Clock } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import type { Logger } from '../../app/foundation/logger.ts';
import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline, deviceSequence } from '../contract/device-errors.ts';
import { isAbsent, type Device, type DeviceHealth, type DeviceStatus } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { SIMULATED } from '../settings/fields.ts';
import type { Presence } from './presence.ts';

/** What a supervisor needs to know of one device of the settings. */
export interface Supervision<Opened> {
  /** In sentences: `The gate`. */
  readonly name: string;
  /** Where the settings look for it: `/dev/ttyUSB0`. */
  readonly address: string;
  /** Opens the driver anew; called again and again, never twice at a time. */
  readonly open: () => Promise<Opened>;
  readonly presence: Presence;
  /** The driver finds its device again by itself and remembers what it did: once opened it is kept, and asked. */
  readonly isKept?: boolean;
  /** Of a device that tells nothing by itself: asked so often while it is idle; null: when its presence changes. */
  readonly look?: {
    readonly every: Milliseconds | null;
    readonly ask: (device: Opened) => Promise<unknown>;
  };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a class of devices is while it was never found, and what is still known of it when it has gone. */
export interface Absence<Capabilities, Status extends DeviceStatus> {
  readonly capabilities: Capabilities;
  readonly status: Status;
  /** What nobody knows any more of a device that has gone. */
  readonly forget: (last: Status) => Partial<Status>;
}

function nothingAt(address: string): string {
  return address === SIMULATED
    ? 'Its simulated cable is pulled.'
    : `There is nothing at ${address}.`;
}

/** Between two attempts to open what is not there. */
const TRY_EVERY = seconds(1);
/** What still runs on a device that has gone is left alone after this long. */
const SETTLE_LIMIT = seconds(10);
/** How long closing waits for an attempt to open. */
const OPENING_LIMIT = seconds(5);

/**
 * A device that may be absent, go and come back while the machine works. It is opened as soon as it is there, closed when it
 * is lost, and tried again at once when something was plugged in, every second otherwise. Commands to a device that is absent
 * are rejected with `DEVICE_OFFLINE`; the one that ran when it went is rejected by its driver. Nothing is repeated.
 *
 * Its capabilities are those of the device as last found. A class of devices adds its commands to this.
 */
export class SupervisedDevice<
  Capabilities extends { readonly model: string },
  Status extends DeviceStatus,
  Opened extends Device<Capabilities, Status>,
> implements Device<Capabilities, Status> {
  readonly #supervision: Supervision<Opened>;
  readonly #absence: Absence<Capabilities, Status>;
  readonly #status: StatusCell<Status>;
  #capabilities: Capabilities;
  #device: Opened | null = null;
  #stopListening: () => void = () => {};
  readonly #stopPresence: () => void;
  #cancelTimer: () => void = () => {};
  readonly #running = new Set<Promise<unknown>>();
  #opening: Promise<void> | null = null;
  #leaving: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(supervision: Supervision<Opened>, absence: Absence<Capabilities, Status>) {
    this.#supervision = supervision;
    this.#absence = absence;
    this.#capabilities = absence.capabilities;
    this.#status = new StatusCell(absence.status);
    this.#stopPresence = supervision.presence.onChange(() => this.#onPresence());
  }

  get capabilities(): Capabilities {
    return this.#capabilities;
  }

  get status(): Status {
    return this.#status.current;
  }

  onStatus(listener: (status: Status) => void): () => void {
    return this.#status.listen(listener);
  }

  /** Tries to open it for the first time. Resolves when that attempt is over, however it ended. */
  start(): Promise<void> {
    this.#tryToOpen();
    return this.#opening ?? Promise.resolve();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopPresence();
    this.#cancelTimer();
    const { clock, name } = this.#supervision;
    if (this.#opening !== null) {
      const limit = new AbortController();
      await Promise.race([
        this.#opening,
        pause(clock, OPENING_LIMIT, limit.signal).catch(() => {
          // The attempt was over first.
        }),
      ]);
      limit.abort(deviceSequence('The attempt is over.'));
    }
    const device = this.#device;
    this.#device = null;
    this.#stopListening();
    await device?.close();
    await this.#leaving;
    this.#show('offline', `${name} is not in use.`);
  }

  /**
   * Runs one command on the device.
   *
   * @throws AppError `DEVICE_OFFLINE` while it is absent; otherwise what the command throws.
   */
  protected async command<Result>(work: (device: Opened) => Promise<Result>): Promise<Result> {
    const { name } = this.#supervision;
    if (this.#isClosed) throw deviceSequence(`${name} is not in use any more.`);
    if (this.#device === null) throw deviceOffline(name);
    const run = work(this.#device);
    this.#running.add(run);
    try {
      return await run;
    } finally {
      this.#running.delete(run);
      this.#reconsider();
    }
  }

  /** Called with each newly opened device, for what a class wants of it beside its status. */
  protected onOpened(_device: Opened): void {}

  #tryToOpen(): void {
    if (this.#isClosed || this.#device !== null || this.#opening !== null) return;
    this.#cancelTimer();
    this.#opening = this.#open().finally(() => {
      this.#opening = null;
      if (this.#device === null) this.#tryLater();
    });
  }

  async #open(): Promise<void> {
    const { address, logger, name, open, presence } = this.#supervision;
    await this.#leaving;
    if (presence.isThere() === false) {
      this.#show('noDevice', nothingAt(address));
      return;
    }
    let device: Opened;
    try {
      device = await open();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== this.status.reason) {
        const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
        logger.warn({ device: name, address, code, reason }, 'A device cannot be opened.');
      }
      this.#show('noDevice', reason);
      return;
    }
    if (this.#isClosed) {
      await device.close();
      return;
    }
    logger.info({ device: name, address, model: device.capabilities.model }, 'A device is open.');
    this.#device = device;
    this.#capabilities = device.capabilities;
    this.#stopListening = device.onStatus((status) => this.#take(device, status));
    this.onOpened(device);
    this.#take(device, device.status);
    this.#lookLater(device);
  }

  #take(device: Opened, status: Status): void {
    if (this.#device !== device) return;
    const isKept = this.#supervision.isKept === true;
    // Wherever the reason lies, it is closed and opened anew.
    if (isAbsent(status.health) && !isKept) this.#lose(status.health, status.reason);
    else this.#status.update(status);
  }

  /** The device has gone: whoever asks for it hears so from now on, and its driver is closed once its commands are over. */
  #lose(health: DeviceHealth, reason: string): void {
    const { address, clock, logger, name } = this.#supervision;
    const device = this.#device;
    if (device === null) return;
    this.#device = null;
    this.#cancelTimer();
    this.#stopListening();
    this.#show(health, reason);
    logger.warn({ device: name, address, reason }, 'A device has gone.');
    this.#leaving = this.#leave(device, clock);
    void this.#leaving.then(() => this.#tryLater());
  }

  async #leave(device: Opened, clock: Clock): Promise<void> {
    const limit = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#running),
      pause(clock, SETTLE_LIMIT, limit.signal).catch(() => {
        // All commands were over first.
      }),
    ]);
    limit.abort(deviceSequence('All commands are over.'));
    try {
      await device.close();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#supervision.logger.debug({ reason }, 'A device that has gone was not closed cleanly.');
    }
  }

  /** Something was plugged in or pulled. */
  #onPresence(): void {
    const { isKept } = this.#supervision;
    if (isKept === true && this.#device !== null) void this.#look(this.#device);
    else this.#reconsider();
  }

  /** Something was plugged in or pulled, or a command is over. */
  #reconsider(): void {
    const { address, isKept, presence } = this.#supervision;
    if (this.#isClosed) return;
    if (this.#device === null) this.#tryToOpen();
    else if (isKept !== true && this.#running.size === 0 && presence.isThere() === false) {
      this.#lose('noDevice', nothingAt(address));
    }
  }

  #tryLater(): void {
    if (this.#isClosed || this.#device !== null) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#supervision.clock.after(TRY_EVERY, () => this.#tryToOpen());
  }

  #lookLater(device: Opened): void {
    const { clock, look } = this.#supervision;
    if (look === undefined || look.every === null || this.#isClosed) return;
    if (this.#device !== device) return;
    this.#cancelTimer();
    this.#cancelTimer = clock.after(look.every, () => {
      void this.#look(device).then(() => this.#lookLater(device));
    });
  }

  /** What a device says stands in its status; that it says nothing does too. */
  async #look(device: Opened): Promise<void> {
    const { logger, look, name } = this.#supervision;
    if (look === undefined || this.#running.size > 0) return;
    try {
      await look.ask(device);
    } catch {
      logger.debug({ device: name }, 'A device did not say how it is.');
    }
  }

  #show(health: DeviceHealth, reason: string): void {
    const forgotten = this.#absence.forget(this.status);
    const said: DeviceStatus = { health, reason };
    this.#status.update({ ...forgotten, ...said });
  }
}
