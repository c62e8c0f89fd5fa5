import { join } from 'node:path';
import { recordsFolder, type RecordsFolder } from '../../../../db/kiosk/records-folder.ts';

/** Where a kiosk keeps its records and the copies of them. */
export interface KeepingFolders {
  readonly records: RecordsFolder;
  readonly copies: string;
  /** A second one, as on another disk; null where there is none. */
  readonly second: string | null;
}

export function keepingFolders(dataFolder: string, second: string | null = null): KeepingFolders {
  return { records: recordsFolder(dataFolder), copies: join(dataFolder, 'copies'), second };
}
