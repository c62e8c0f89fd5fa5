import type { PanelSignalsStatus } from './contract.ts';

/** Which sensor is wired to which discrete input, and what else there is. Addresses count from 0. */
export interface PanelWiring {
  readonly inputs: {
    /** On while the service door is shut: a contact that a cut wire opens, too. */
    readonly door?: number | undefined;
    /** On while all is quiet: a loop that a cut wire opens, too. */
    readonly tamper?: number | undefined;
    /** On while the uninterruptible supply runs on its battery. */
    readonly onBattery?: number | undefined;
    /** On while that battery is nearly empty. */
    readonly batteryLow?: number | undefined;
  };
  /** An input register: a signed number of 16 bits, times `scale`, in degrees Celsius. */
  readonly temperature?: { readonly register: number; readonly scale: number } | undefined;
  /** One coil a slot, in order. */
  readonly lamps?: { readonly firstCoil: number } | undefined;
}

export type PanelReading = Pick<PanelSignalsStatus, 'door' | 'tamper' | 'power' | 'celsius'>;

/** No sensor that still works says less or more. */
const COLDEST = -55;
const HOTTEST = 150;

/**
 * What the inputs and the register say.
 *
 * @param at the input at an address.
 * @param word the register; null where there is none.
 */
export function readingOf(
  wiring: PanelWiring,
  at: (address: number) => boolean,
  word: number | null,
): PanelReading {
  const { batteryLow, door, onBattery, tamper } = wiring.inputs;
  return {
    door: door === undefined ? 'notSupported' : at(door) ? 'closed' : 'open',
    tamper: tamper === undefined ? 'notSupported' : at(tamper) ? 'quiet' : 'alarm',
    power: powerOf(
      onBattery === undefined ? null : at(onBattery),
      batteryLow === undefined ? null : at(batteryLow),
    ),
    celsius: word === null ? null : celsiusOf(word, wiring.temperature?.scale ?? 1),
  };
}

/** A battery that is nearly empty while the mains charge it is nobody's concern. */
function powerOf(onBattery: boolean | null, isLow: boolean | null): PanelReading['power'] {
  if (onBattery === null && isLow === null) return 'notSupported';
  if (onBattery === false) return 'mains';
  if (isLow === true) return 'low';
  return onBattery === true ? 'battery' : 'mains';
}

/** Null where a broken or missing sensor speaks. */
function celsiusOf(word: number, scale: number): number | null {
  const signed = word >= 0x8000 ? word - 0x1_0000 : word;
  const celsius = Math.round(signed * scale * 100) / 100;
  return celsius < COLDEST || celsius > HOTTEST ? null : celsius;
}
