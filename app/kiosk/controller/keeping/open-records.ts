import { join } from 'node:path';
import { named as isCopy } from '../../../../db/kiosk/copies.ts';
import type { WritableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { openRecords } from '../../../../db/kiosk/records-folder.ts';
import { finishReplacement } from '../../../../db/kiosk/replacement.ts';
import { DiskReserve } from '../machine/disk-reserve.ts';
import { refuseUnreadableRows } from '../records/unreadable-rows.ts';
import { freeBytesOf } from '../spool/free-bytes.ts';
import type { KeepingFolders } from './folders.ts';
import { finishRetirement, refuseRetired } from './retirement.ts';

/**
 * What a start does before anything reads the records: finishes what was asked of them, and looks them through.
 *
 * @throws AppError the faults of `closed/records-fault.ts`; no file of the records was changed then, unless that was asked.
 */
export function openKeptRecords(folders: KeepingFolders, at: string): WritableDb {
  const { records, second } = folders;
  refuseRetired(finishRetirement(records.folder, second, (name) => isCopy.test(name)));
  const reserve = new DiskReserve(join(records.folder, 'reserve'), () =>
    freeBytesOf(records.folder),
  );
  reserve.giveWay();
  finishReplacement(records);
  const db = openRecords(records, at);
  try {
    refuseUnreadableRows(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
