import { isAbsent } from '../../../../drivers/contract/device.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { UnitName } from '../../../contracts/panel-view.ts';
import { unitState, type UnitSensor, type UnitState } from '../../../orders/storage-unit.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';

const silent: UnitSensor = { level: 'unknown', count: null, capacity: null };

/** The units that this machine has. A robot that was never found has at least the two that no machine is without. */
export function unitsOf({ robot }: Pick<Machine, 'robot'>): UnitName[] {
  const hasRetain = robot.status.units.some(({ place }) => place === 'retain');
  return ['input', 'reject', ...(hasRetain ? (['retain'] as const) : []), 'paper', 'ink'];
}

/** How a unit stands now, by its sensors and by the books. */
export function readUnit(
  machine: Pick<Machine, 'robot' | 'printer'>,
  { ledger, units }: Pick<KioskRecords, 'ledger' | 'units'>,
  unit: UnitName,
): UnitState {
  const item = unit === 'paper' ? 'sheet' : 'disc';
  const balance = unit === 'ink' ? 0 : ledger.balanceOf(item, unit);
  return unitState(unit, sensorOf(machine, unit), { balance, counting: units.find(unit) });
}

function sensorOf(machine: Pick<Machine, 'robot' | 'printer'>, unit: UnitName): UnitSensor {
  const { health, paper, toner } = machine.printer.status;
  switch (unit) {
    case 'paper':
      return { ...silent, level: isAbsent(health) ? 'unknown' : paperLevel[paper] };
    case 'ink':
      return { ...silent, level: isAbsent(health) ? 'unknown' : tonerLevel[toner] };
    default: {
      const { status } = machine.robot;
      const found = status.units.find(({ place }) => place === unit);
      if (found === undefined) return silent;
      const { capacity, count, replenishment } = found;
      // What a robot that is away said last may not be so any more; how large its bins are is.
      if (isAbsent(status.health)) return { ...silent, capacity };
      return { level: replenishment, count, capacity };
    }
  }
}

const paperLevel = {
  full: 'ok',
  low: 'low',
  out: 'empty',
  jammed: 'unknown',
  unknown: 'unknown',
} as const;
const tonerLevel = { full: 'ok', low: 'low', out: 'empty', unknown: 'unknown' } as const;
