import { pause, type Clock } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, seconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceSequence } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { askPatiently, bitsAt } from '../transports/modbus-asking.ts';
import type { ModbusBus } from '../transports/modbus-bus.ts';
import type {
  LampState,
  PanelSignals,
  PanelSignalsCapabilities,
  PanelSignalsStatus,
} from './contract.ts';
import { readingOf, type PanelReading, type PanelWiring } from './panel-wiring.ts';

export interface ModbusSignalsOptions extends DriverServices, PanelWiring {
  /** Closed with the signals: where others use the line too, one of `shareModbusBus`. */
  readonly bus: ModbusBus;
  readonly unit: number;
  /** Slots of the gate: each has a lamp where `lamps` is given. */
  readonly slots: number;
}

/** Everything is asked so often. */
const POLL = seconds(1);
/** A blinking lamp is on for so long, and off for as long. */
const BLINK = milliseconds(500);
const WHO = 'The signal board';

/**
 * Opens the cabinet's own sensors and lamps behind a Modbus RTU board. All lamps are switched off.
 *
 * @throws AppError `DEVICE_OFFLINE` if the board does not answer, `DEVICE_PROTOCOL` if something is wired to what it has not.
 */
export async function openModbusSignals(options: ModbusSignalsOptions): Promise<PanelSignals> {
  const { bus, tap, unit } = options;
  if (tap !== undefined) bus.tap(unit, tap);
  try {
    const first = await readPanel(options);
    const signals = new ModbusSignals(options, first);
    await signals.begin();
    return signals;
  } catch (error) {
    await bus.close();
    throw error;
  }
}

class ModbusSignals implements PanelSignals {
  readonly capabilities: PanelSignalsCapabilities;
  readonly #options: ModbusSignalsOptions;
  readonly #status: StatusCell<PanelSignalsStatus>;
  /** What each lamp's coil was last told; null where that is not known. */
  readonly #coils: (boolean | null)[];
  #isBlinkOn = false;
  #closed = false;
  readonly #gone = new AbortController();
  #lighting: Promise<void> = Promise.resolve();

  constructor(options: ModbusSignalsOptions, first: PanelReading) {
    this.#options = options;
    const { inputs, slots } = options;
    const lamps = options.lamps === undefined ? 0 : slots;
    this.capabilities = {
      model: 'Modbus signal board',
      hasDoor: inputs.door !== undefined,
      hasTamper: inputs.tamper !== undefined,
      hasPower: inputs.onBattery !== undefined || inputs.batteryLow !== undefined,
      hasTemperature: options.temperature !== undefined,
      lamps,
    };
    this.#coils = Array.from({ length: lamps }, () => null);
    this.#status = new StatusCell<PanelSignalsStatus>({
      ...healthOf(first),
      ...first,
      lamps: Array.from({ length: lamps }, () => 'off' as const),
    });
    options.bus.onLost(() => this.#lose());
  }

  get status(): PanelSignalsStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: PanelSignalsStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  /** Switches the lamps off and begins to watch. */
  async begin(): Promise<void> {
    await this.#light();
    void this.#watch(this.#options.clock);
    if (this.capabilities.lamps > 0) void this.#blink(this.#options.clock);
  }

  async readState({ signal }: CommandOptions = {}): Promise<PanelSignalsStatus> {
    this.#refuseWhenClosed();
    if (signal?.aborted) throw deviceCanceled('Asking the signals', signal.reason);
    await this.#look(signal === undefined ? {} : { signal });
    return this.status;
  }

  async setLamp(slot: number, state: LampState, { signal }: CommandOptions = {}): Promise<void> {
    this.#refuseWhenClosed();
    if (slot < 1 || slot > this.capabilities.lamps)
      throw deviceSequence(`Slot ${slot} has no lamp.`);
    if (signal?.aborted) throw deviceCanceled('Switching a lamp', signal.reason);
    const lamps = this.status.lamps.map((lamp, index) => (index === slot - 1 ? state : lamp));
    this.#status.update({ lamps });
    await this.#light();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#gone.abort(deviceSequence('The signals are not in use any more.'));
    await this.#lighting.catch(() => {
      // Whoever asked for the lamp has heard of it.
    });
    await this.#options.bus.close();
    this.#status.update({ health: 'offline', reason: 'The signals are not in use.' });
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw deviceSequence('The signals are not in use any more.');
    if (this.#gone.signal.aborted) throw deviceOffline(WHO);
  }

  async #look(options: CommandOptions): Promise<void> {
    try {
      const reading = await readPanel(this.#options, options);
      this.#status.update({ ...healthOf(reading), ...reading });
    } catch (error) {
      if (!isAppError(error, 'DEVICE_CANCELED')) this.#knowNothing();
      throw error;
    }
  }

  /** Brings the coils to what the lamps are to show; what fails is tried again with the next lamp or look. */
  #light(): Promise<void> {
    const work = this.#lighting.catch(() => {}).then(() => this.#switchCoils());
    this.#lighting = work;
    return work;
  }

  async #switchCoils(): Promise<void> {
    const { bus, lamps, unit } = this.#options;
    if (lamps === undefined) return;
    for (const [index, lamp] of this.status.lamps.entries()) {
      const isOn = lamp === 'on' || (lamp === 'blinking' && this.#isBlinkOn);
      if (this.#coils[index] === isOn) continue;
      this.#coils[index] = null;
      try {
        await askPatiently(WHO, () => bus.writeCoil(unit, lamps.firstCoil + index, isOn));
      } catch (error) {
        if (isAppError(error, 'DEVICE_OFFLINE')) this.#knowNothing();
        throw error;
      }
      this.#coils[index] = isOn;
    }
  }

  #lose(): void {
    this.#gone.abort(deviceOffline(WHO));
    if (!this.#closed) this.#knowNothing();
  }

  #knowNothing(): void {
    const { hasDoor, hasPower, hasTamper } = this.capabilities;
    // A board that lost its power has switched its lamps off meanwhile.
    this.#coils.fill(null);
    this.#status.update({
      health: 'noDevice',
      reason: 'The signal board does not answer.',
      door: hasDoor ? 'unknown' : 'notSupported',
      tamper: hasTamper ? 'unknown' : 'notSupported',
      power: hasPower ? 'unknown' : 'notSupported',
      celsius: null,
    });
  }

  #watch(clock: Clock): Promise<void> {
    return this.#everyTime(clock, POLL, async () => {
      await this.#look({});
      await this.#light();
    });
  }

  #blink(clock: Clock): Promise<void> {
    return this.#everyTime(clock, BLINK, async () => {
      this.#isBlinkOn = !this.#isBlinkOn;
      if (this.status.lamps.includes('blinking')) await this.#light();
    });
  }

  /** Until it is closed or lost: a board that is silent is asked on, and heard when it answers again. */
  async #everyTime(clock: Clock, every: typeof POLL, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#gone;
    while (!signal.aborted) {
      try {
        await pause(clock, every, signal);
        await work();
      } catch (error) {
        if (!signal.aborted) this.#options.logger.debug({ error }, 'The signals did not answer.');
      }
    }
  }
}

async function readPanel(
  options: ModbusSignalsOptions,
  command: CommandOptions = {},
): Promise<PanelReading> {
  const { bus, inputs, temperature, unit } = options;
  const wired = Object.values(inputs).filter((address) => address !== undefined);
  const at = await bitsAt(wired, (first, count) =>
    askPatiently(WHO, () => bus.readDiscreteInputs(unit, first, count, command)),
  );
  const words =
    temperature === undefined
      ? []
      : await askPatiently(WHO, () =>
          bus.readInputRegisters(unit, temperature.register, 1, command),
        );
  return readingOf(options, at, words[0] ?? null);
}

function healthOf({ tamper }: PanelReading): Pick<PanelSignalsStatus, 'health' | 'reason'> {
  return tamper === 'alarm'
    ? { health: 'fraudAttempt', reason: 'The cabinet is being tampered with.' }
    : { health: 'online', reason: '' };
}
