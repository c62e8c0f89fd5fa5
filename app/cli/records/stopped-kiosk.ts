import { checkRecords } from '../../../db/kiosk/check-records.ts';
import {
  copyRecords,
  getCopy,
  named as isCopy,
  pruneCopies,
  repeatCopy,
  type RecordsCopy,
} from '../../../db/kiosk/copies.ts';
import { migrations } from '../../../db/kiosk/migrations/index.ts';
import {
  holdsSomething,
  openKioskDatabaseForReading,
} from '../../../db/kiosk/open-kiosk-database.ts';
import { askToBeginAnew, askToRestore, finishReplacement } from '../../../db/kiosk/replacement.ts';
import { readWitness } from '../../../db/kiosk/witness.ts';
import { systemClock, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { KeepingFolders } from '../../kiosk/controller/keeping/folders.ts';
import { askToRetire, finishRetirement } from '../../kiosk/controller/keeping/retirement.ts';
import { requireName } from '../../kiosk/controller/keeping/typed-name.ts';
import { refuseUnreadableRows } from '../../kiosk/controller/records/unreadable-rows.ts';

/**
 * Looks the records through as a start does, and changes nothing.
 *
 * @throws AppError `KIOSK_DB_…`, `KIOSK_ROWS_UNREADABLE`.
 */
export function checkKept({ records }: KeepingFolders): void {
  const found = readWitness(records.witness);
  if (!holdsSomething(records.database)) {
    if (found.is === 'none') {
      throw new AppError('RECORDS_NONE', 'There are no records here: no kiosk ever ran.', {
        remedy: 'reject-input',
      });
    }
    throw new AppError('KIOSK_DB_MISSING', 'This machine had records, and they are not there.', {
      remedy: 'call-attendant',
    });
  }
  checkRecords(records.database, migrations.length, found.is === 'readable' ? found.witness : null);
  reading(records.database, refuseUnreadableRows);
}

/** @throws AppError `KIOSK_COPY_FAILED`, `KIOSK_DB_UNREADABLE`. */
export async function backUpKept({
  copies,
  records,
  second,
}: KeepingFolders): Promise<RecordsCopy> {
  const db = openKioskDatabaseForReading(records.database);
  try {
    const copy = await copyRecords(db, copies, 'hand', timestamp(systemClock));
    pruneCopies(copies);
    if (second !== null) {
      await repeatCopy(copy, second);
      pruneCopies(second);
    }
    return copy;
  } finally {
    db.close();
  }
}

/** @throws AppError `KIOSK_COPY_UNKNOWN`, `KIOSK_DB_…`: the records are then as they were. */
export function restoreKept({ copies, records }: KeepingFolders, name: string): void {
  askToRestore(records, getCopy(copies, name), timestamp(systemClock));
  finishReplacement(records);
}

/** @throws AppError `KIOSK_NAME_WRONG`. */
export function beginAnewKept(folders: KeepingFolders, typed: string): void {
  requireName(typed, nameOfKept(folders));
  askToBeginAnew(folders.records, timestamp(systemClock));
  finishReplacement(folders.records);
}

/** @throws AppError `KIOSK_NAME_WRONG`. */
export function retireKept(folders: KeepingFolders, typed: string): void {
  const kioskName = nameOfKept(folders);
  requireName(typed, kioskName);
  const { folder } = folders.records;
  askToRetire(folder, { at: timestamp(systemClock), kioskName });
  finishRetirement(folder, folders.second, (name) => isCopy.test(name));
}

/** What the kiosk is called, by its witness; what is typed instead where nothing tells. */
export function nameOfKept({ records }: KeepingFolders): string {
  const found = readWitness(records.witness);
  return (found.is === 'readable' ? found.witness.kioskName : null) ?? 'this kiosk';
}

function reading(path: string, look: (db: ReturnType<typeof openKioskDatabaseForReading>) => void) {
  const db = openKioskDatabaseForReading(path);
  try {
    look(db);
  } finally {
    db.close();
  }
}
