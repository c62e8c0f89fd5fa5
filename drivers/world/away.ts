import type { WorldState } from './world-state.ts';

/** Devices of a world whose cable can be pulled. */
export type WiredDevice = 'drive' | 'robot' | 'gate' | 'reader' | 'printer' | 'payment' | 'signals';

/** What stands for a device in `WorldState.away`. `unit` from 1. */
export function awayName(device: WiredDevice, unit = 1): string {
  return `${device}:${unit}`;
}

/** Whether the cable of a device is pulled, or its power is off. */
export function isAway(state: WorldState, device: WiredDevice, unit = 1): boolean {
  return state.away.includes(awayName(device, unit));
}
