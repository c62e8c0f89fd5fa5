import type { KioskRecords } from './kiosk-records.ts';

/** What a person did with a bin. */
export interface EmptiedBin {
  readonly unit: 'reject' | 'retain';
  /** How many discs they took out; null where they did not count. */
  readonly counted: number | null;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

/**
 * Takes everything out of a bin in the books: each disc on record by an entry of its own, the rest as a number. Where another
 * number was counted, the difference is a correction with the person's name.
 *
 * @returns the difference: less than nothing where some were missing.
 */
export function emptyBin(records: KioskRecords, emptied: EmptiedBin): number {
  const { discs, ledger } = records;
  const { at, by, counted, reason, unit } = emptied;
  return records.atOnce(() => {
    const books = ledger.balanceOf('disc', unit);
    const taken = { by, reason, kind: 'removal' } as const;
    for (const { discId, state } of discs.listAt(unit)) {
      discs.update(discId, state, 'removed', at, taken);
    }
    const rest = ledger.balanceOf('disc', unit);
    if (rest > 0) {
      ledger.record({ ...taken, at, item: 'disc', from: unit, to: 'removed', quantity: rest });
    } else if (rest < 0) {
      // More went out than the books knew of: what was counted below is compared with an empty bin.
      ledger.correct({ at, by, reason, item: 'disc', unit, counted: 0 });
    }
    if (counted === null) return 0;
    const difference = counted - books;
    const way =
      difference > 0 ? { from: 'outside', to: 'removed' } : { from: 'removed', to: 'unknown' };
    const quantity = Math.abs(difference);
    if (quantity > 0) {
      ledger.record({ at, by, reason, item: 'disc', kind: 'recount', ...way, quantity });
    }
    return difference;
  });
}
