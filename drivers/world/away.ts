import type { FaultName } from './faults.ts';
import type { WorldState } from './world-state.ts';

/** Devices of a world whose cable can be pulled. */
export type WiredDevice = 'drive' | 'robot' | 'gate' | 'reader' | 'printer' | 'payment' | 'signals';

/** Faults that take a device away at once, until they are cleared. */
const takenAwayBy: Partial<Record<FaultName, WiredDevice>> = {
  'drive.gone': 'drive',
  'robot.unplugged': 'robot',
  'gate.unplugged': 'gate',
  'reader.unplugged': 'reader',
  'printer.off': 'printer',
  'payment.gone': 'payment',
  'signals.unplugged': 'signals',
};

/** The device that a fault takes away; null where it does not. */
export function deviceTakenBy(fault: FaultName): WiredDevice | null {
  return takenAwayBy[fault] ?? null;
}

/** What stands for a device in `WorldState.away`. `unit` from 1. */
export function awayName(device: WiredDevice, unit = 1): string {
  return `${device}:${unit}`;
}

/** Whether the cable of a device is pulled, or its power is off. */
export function isAway(state: WorldState, device: WiredDevice, unit = 1): boolean {
  return state.away.includes(awayName(device, unit));
}
