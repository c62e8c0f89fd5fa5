import type { Milliseconds } from '../../app/foundation/units.ts';
import type { CommandOptions, Device, DeviceStatus } from '../contract/device.ts';

export interface DeliveryGateCapabilities {
  readonly model: string;
  readonly slots: number;
  /** Whether each slot has an item sensor: without one nobody can know *taken*. */
  readonly itemSensors: boolean;
}

/** Shutter words of XFS4IoT. */
export type ShutterState = 'closed' | 'open' | 'jammedOpen' | 'jammedClosed' | 'unknown';

export interface GateSlot {
  readonly shutter: ShutterState;
  readonly item: 'present' | 'absent' | 'unknown';
}

export interface DeliveryGateStatus extends DeviceStatus {
  /** `slots[0]` is slot 1. */
  readonly slots: readonly GateSlot[];
}

/** How a presentation ended, by the sensors: bookkeeping never decides this. */
export type PresentOutcome = 'taken' | 'notTaken' | 'unknown';

/**
 * Locked compartments that customers can reach. Fails locked.
 *
 * Errors: `GATE_NO_ITEM` (nothing to give, nothing opened), `GATE_NOT_EMPTY` (nothing opened), `GATE_JAMMED_CLOSED` (never opened), `GATE_JAMMED_OPEN`
 * (open, cannot be told closed), `GATE_FORCED_OPEN`, and any device's.
 */
export interface DeliveryGate extends Device<DeliveryGateCapabilities, DeliveryGateStatus> {
  /**
   * Unlocks slot `slot` (from 1), waits until the item is gone or `takeWithin` has passed, and sees it locked again.
   * `onOpen` is called when the customer can reach the item. At most once per order is the caller's business.
   */
  present(
    slot: number,
    takeWithin: Milliseconds,
    onOpen: () => void,
    options?: CommandOptions,
  ): Promise<PresentOutcome>;
  /**
   * Unlocks slot `slot` (from 1), in which nothing lies, and sees its door open and locked again. `onOpen` is called when it
   * stands open. Refused with `GATE_NOT_EMPTY` where a sensor sees something in it.
   */
  exercise(slot: number, onOpen: () => void, options?: CommandOptions): Promise<void>;
  readState(options?: CommandOptions): Promise<DeliveryGateStatus>;
}

export const deliveryGateErrorCodes = [
  'GATE_NO_ITEM',
  'GATE_NOT_EMPTY',
  'GATE_JAMMED_CLOSED',
  'GATE_JAMMED_OPEN',
  'GATE_FORCED_OPEN',
] as const;
