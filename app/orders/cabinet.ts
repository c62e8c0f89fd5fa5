import type { ReasonCode } from '../contracts/kiosk-view.ts';

/** How the cabinet itself is, as far as it decides what may be done. */
export interface CabinetFacts {
  /** The service door stands open. */
  readonly isDoorOpen: boolean;
  /** An alarm was raised, and no person has looked since. */
  readonly isTamperedWith: boolean;
  /** `low`: on battery, which ends soon. */
  readonly power: 'mains' | 'battery' | 'low';
  /** Warmer than discs may be burned in. */
  readonly isTooHot: boolean;
  /** False while the sensors that it has do not answer: nothing is closed for that alone. */
  readonly isWatched: boolean;
}

/** A cabinet in which all is well, and one without sensors. */
export const calmCabinet: CabinetFacts = {
  isDoorOpen: false,
  isTamperedWith: false,
  power: 'mains',
  isTooHot: false,
  isWatched: true,
};

/** Physical steps as the cabinet tells them apart. */
export type CabinetStep =
  /** Discs, trays and bolts move. */
  | 'motion'
  /** The laser writes. */
  | 'burn'
  /** A sheet is printed. */
  | 'print'
  /** The terminal is asked for money, to take it or to give it back: nothing in the cabinet hinders that. */
  | 'payment';

/** Whether a step may be begun. What is under way is never broken off for the cabinet. */
export function mayBeginStep(cabinet: CabinetFacts, step: CabinetStep): boolean {
  if (step === 'payment') return true;
  if (cabinet.isTamperedWith || cabinet.power === 'low') return false;
  if (cabinet.isDoorOpen) return step === 'print';
  return !(cabinet.isTooHot && step === 'burn');
}

/** Why the cabinet closes handing out and, with that, everything. */
export function cabinetClosesAll(cabinet: CabinetFacts): ReasonCode[] {
  if (cabinet.isTamperedWith) return ['tampered'];
  if (cabinet.power === 'low') return ['power-low'];
  return cabinet.isDoorOpen ? ['door-open'] : [];
}

/** Why the cabinet closes the making of discs alone. */
export function cabinetClosesOrders(cabinet: CabinetFacts): ReasonCode[] {
  const reasons: ReasonCode[] = [];
  if (cabinet.power === 'battery') reasons.push('on-battery');
  if (cabinet.isTooHot) reasons.push('too-hot');
  return reasons;
}
