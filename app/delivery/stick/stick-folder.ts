import { join } from 'node:path';
import { stickIdSchema } from '../../contracts/viewer-api.ts';
import type { FileOperations } from './file-operations.ts';
import type { StickDevice } from '../../contracts/stick-api.ts';
import { DEVICE_FILE, readDevice } from './stick-device.ts';
import { damagedStick } from './stick-error.ts';
import { atStick } from './stick-failure.ts';
import { peekLicence, type StickLicence } from './stick-licence.ts';

/** The folder of this program on a medium. */
export const STICK_ROOT = 'DIPTYCH';
/** Ends the name of a folder that is not whole yet. */
export const UNFINISHED = '.unfinished';

/** The files of one stick. */
export const stickFiles = {
  licence: 'licence.jws',
  secrets: 'licence.jwe',
  body: 'body.age',
  receipts: 'receipts.log',
} as const;

/** What was written for one order, found on a medium; nothing of it is believed yet. */
export interface FoundStick {
  readonly folder: string;
  readonly stickId: string;
  /** The text of `licence.jws`. */
  readonly licence: string;
  /** What it says, not verified; null where that cannot be read. */
  readonly says: StickLicence | null;
}

/** @param root where the medium is mounted, or any folder. */
export function stickRoot(root: string): string {
  return join(root, STICK_ROOT);
}

/** Every whole stick on a medium, the latest issue of an order first. @throws AppError `STICK_GONE`. */
export function findSticks(files: FileOperations, root: string): readonly FoundStick[] {
  return atStick(() => {
    const found: FoundStick[] = [];
    for (const stickId of files.list(stickRoot(root))) {
      if (!stickIdSchema.safeParse(stickId).success) continue;
      const folder = join(stickRoot(root), stickId);
      const licence = files.read(join(folder, stickFiles.licence));
      if (licence !== null) found.push({ folder, stickId, licence, says: peekLicence(licence) });
    }
    return found.toSorted((a, b) => (b.says?.issue ?? 0) - (a.says?.issue ?? 0));
  });
}

/** @returns null where no device has asked for a stick here. @throws AppError `STICK_DAMAGED`, `STICK_GONE`. */
export function findDevice(files: FileOperations, root: string): StickDevice | null {
  const text = atStick(() => files.read(join(stickRoot(root), DEVICE_FILE)));
  return text === null ? null : readDevice(text);
}

/** The text of a file that every stick has. @throws AppError `STICK_DAMAGED`, `STICK_GONE`. */
export function readPart(files: FileOperations, folder: string, name: string): string {
  const text = atStick(() => files.read(join(folder, name)));
  if (text !== null) return text;
  throw damagedStick(name, 'it is not there');
}
