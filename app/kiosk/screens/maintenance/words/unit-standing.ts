import type { StorageUnit } from '../../../../contracts/panel-view.ts';
import type { LampColour } from '../pieces/lamp-colour.ts';

const lamps: Readonly<Record<StorageUnit['level'], LampColour>> = {
  ok: 'well',
  low: 'care',
  high: 'care',
  empty: 'trouble',
  full: 'trouble',
  unknown: 'unknown',
};

/** Whether a unit is filled by the machine and emptied by a person: it is well where a pile would be in trouble. */
export function isBin({ unit }: Pick<StorageUnit, 'unit'>): boolean {
  return unit === 'reject' || unit === 'retain';
}

/** The light of a supply or a bin. */
export function unitLamp(unit: Pick<StorageUnit, 'level' | 'unit'>): LampColour {
  return unit.level === 'empty' && isBin(unit) ? 'well' : lamps[unit.level];
}

/** Whether a person has to fill, empty or count it. */
export function unitWaits(unit: Pick<StorageUnit, 'level' | 'unit'>): boolean {
  return ['trouble', 'unknown'].includes(unitLamp(unit));
}
