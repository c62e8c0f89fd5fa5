import type { CommandOptions, Device, DeviceStatus } from '../contract/device.ts';

/** Words of XFS4IoT Auxiliaries and Lights. `notSupported`: no such sensor is wired; `unknown`: it does not say. */
export type DoorState = 'closed' | 'open' | 'notSupported' | 'unknown';
export type TamperState = 'quiet' | 'alarm' | 'notSupported' | 'unknown';
/** `low`: on battery, and it ends soon. */
export type PowerState = 'mains' | 'battery' | 'low' | 'notSupported' | 'unknown';
export type LampState = 'off' | 'on' | 'blinking';

export interface PanelSignalsCapabilities {
  readonly model: string;
  readonly hasDoor: boolean;
  readonly hasTamper: boolean;
  readonly hasPower: boolean;
  readonly hasTemperature: boolean;
  /** Slots that have a lamp, from slot 1. */
  readonly lamps: number;
}

export interface PanelSignalsStatus extends DeviceStatus {
  /** The service door. */
  readonly door: DoorState;
  readonly tamper: TamperState;
  readonly power: PowerState;
  /** Degrees Celsius inside the cabinet; null where nobody measures. */
  readonly celsius: number | null;
  /** `lamps[0]` is that of slot 1. */
  readonly lamps: readonly LampState[];
}

/** The cabinet's own sensors and lamps. */
export interface PanelSignals extends Device<PanelSignalsCapabilities, PanelSignalsStatus> {
  setLamp(slot: number, state: LampState, options?: CommandOptions): Promise<void>;
  /** Asks every sensor again. */
  readState(options?: CommandOptions): Promise<PanelSignalsStatus>;
}
