import { driveStateSchema } from '../../../orders/drive-machine.ts';
import type { RecordsHealth } from '../machine/records-health.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { DriveMemory } from './drive-pool.ts';

/** Keeps in the records which drives are out of use, and how often each failed. */
export function driveMemory(
  { db, settings }: Pick<KioskRecords, 'db' | 'settings'>,
  recordsHealth: Pick<RecordsHealth, 'noteFailure'>,
): DriveMemory {
  const nameOf = (drive: number) => `drive:${drive}`;
  return {
    read: (drive) => settings.find(nameOf(drive), driveStateSchema),
    write(drive, state) {
      if (!db.open) return;
      try {
        settings.put(nameOf(drive), state);
      } catch (error) {
        recordsHealth.noteFailure(error);
      }
    },
  };
}
