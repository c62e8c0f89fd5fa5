import type { Clock } from '../../app/foundation/clock.ts';
import type { Logger } from '../../app/foundation/logger.ts';

/** How a device is: the words of XFS4IoT's `DeviceEnum`. */
export type DeviceHealth =
  | 'starting'
  | 'online'
  | 'deviceBusy'
  | 'userError'
  | 'hardwareError'
  | 'potentialFraud'
  | 'fraudAttempt'
  | 'noDevice'
  | 'powerOff'
  | 'offline';

/** Whether a device is not there, or does not answer: nothing can be asked of it. */
export function isAbsent(health: DeviceHealth): boolean {
  return health === 'noDevice' || health === 'offline' || health === 'powerOff';
}

/** What every device says of itself: health first. */
export interface DeviceStatus {
  readonly health: DeviceHealth;
  /** A sentence for staff where `health` is not `online` or `deviceBusy`; empty there. */
  readonly reason: string;
}

/** What every command takes. */
export interface CommandOptions {
  /** Aborting asks the device to stop; the command then rejects with `DEVICE_CANCELED`, in a documented state. */
  readonly signal?: AbortSignal;
}

/** One piece of a conversation with a device: as it stands on the wire, and as its codec understands it. */
export interface WirePiece {
  readonly direction: 'sent' | 'received';
  /** A frame or a line, whole. Of a reader only its length is true: what it read is masked. */
  readonly bytes: Uint8Array;
  /** `unlock lock 3`, `AT+O: done`, `noise`. */
  readonly meaning: string;
}

/** Listens to a conversation: `diptych devices trace`. */
export type WireTap = (piece: WirePiece) => void;

/** What every driver is built with. */
export interface DriverServices {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tap?: WireTap | undefined;
}

/**
 * One device of the machine.
 *
 * Capabilities are fixed at `open`. Status is one object, announced to listeners whenever it changes; events announce,
 * they do not steer. Commands are awaited one at a time and leave a documented state even when they fail: with
 * `DEVICE_TIMEOUT`, `DEVICE_CANCELED`, `DEVICE_OFFLINE`, `DEVICE_SEQUENCE` (not now) or an error of the device's class.
 */
export interface Device<Capabilities, Status extends DeviceStatus> {
  readonly capabilities: Capabilities;
  readonly status: Status;
  /** @returns a function that ends the subscription. */
  onStatus(listener: (status: Status) => void): () => void;
  close(): Promise<void>;
}

/** Error codes that any device may raise, beside those of its class. */
export const deviceErrorCodes = [
  'DEVICE_TIMEOUT',
  'DEVICE_CANCELED',
  'DEVICE_OFFLINE',
  'DEVICE_SEQUENCE',
  'DEVICE_PROTOCOL',
] as const;
