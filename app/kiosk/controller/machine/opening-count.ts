import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import { readUnit, unitsOf } from './units.ts';

/**
 * Opens the books of discs: what a sensor counts in the input pile before anybody has counted there was loaded, though nobody said
 * so. Without it the pile stands below zero by every disc that was taken from it. The bins are opened only with the first entry of
 * all: later a disc that lies in one may be in the books at another place, and would be counted twice.
 *
 * A start does it before anything moves. Where an act was cut off nobody knows yet which pile its disc is counted in: the next
 * start does it then.
 */
export function openBooks(
  machine: Pick<Machine, 'robot' | 'printer'>,
  records: KioskRecords,
  at: string,
): void {
  const { acts, ledger, units } = records;
  if (acts.listOpen().length > 0 || acts.listOpenOfTests().length > 0) return;
  records.atOnce(() => {
    const isNew = ledger.head().entry === 0;
    for (const unit of unitsOf(machine)) {
      if (unit === 'paper' || unit === 'ink' || (unit !== 'input' && !isNew)) continue;
      if (units.find(unit) !== null || ledger.isCounted('disc', unit)) continue;
      const { count, countedBy } = readUnit(machine, records, unit);
      if (count === null || countedBy !== 'sensor') continue;
      const quantity = count - ledger.balanceOf('disc', unit);
      ledger.load({ at, by: null, item: 'disc', unit, quantity, reason: 'opening count' });
    }
  });
}
