import type { StickDevice } from '../../contracts/stick-api.ts';
import { keyOfJwk, keyThumbprint, type StickKey } from '../../delivery/stick/compact-jws.ts';
import { type FileOperations, fileOperations } from '../../delivery/stick/file-operations.ts';
import { genesisOf, showingsOf } from '../../delivery/stick/receipts.ts';
import { endOfStick } from '../../delivery/stick/showing-rules.ts';
import { findDevice, findSticks, readPart, stickFiles } from '../../delivery/stick/stick-folder.ts';
import { readLicence, type StickLicence } from '../../delivery/stick/stick-licence.ts';
import { openSecrets } from '../../delivery/stick/stick-secrets.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { DeviceKeyStore } from '../account/device-keys.ts';
import { checkNotOver } from './ended-sticks.ts';
import { ReceiptBook } from './receipt-book.ts';

/** What stands on a medium for one order, as its owner may see it. */
export interface SeenStick {
  readonly stickId: string;
  /** Null where the licence cannot be believed. */
  readonly licence: StickLicence | null;
  /** Null where the receipts cannot be read on this device. */
  readonly showingsUsed: number | null;
  readonly endsAt: string | null;
  /** Why it does not play here, by its code; null: nothing is known against it. */
  readonly trouble: string | null;
}

export interface SeenMedium {
  readonly sticks: readonly SeenStick[];
  /** A device that asks for a stick here. */
  readonly request: StickDevice | null;
}

/** Looks at everything on a medium; what cannot be believed is named, not thrown. @throws AppError `STICK_GONE`. */
export async function lookAtMedium(
  root: string,
  keys: Pick<DeviceKeyStore, 'folder' | 'publicKeys' | 'stickKey'>,
  licenceKey: StickKey,
  files: FileOperations = fileOperations,
): Promise<SeenMedium> {
  const sticks: SeenStick[] = [];
  for (const found of findSticks(files, root)) {
    const { folder, stickId } = found;
    const unknown = { stickId, licence: null, showingsUsed: null, endsAt: null };
    let licence: StickLicence | null = null;
    try {
      licence = readLicence(found.licence, keyOfJwk(licenceKey));
      if (licence.deviceKeyThumbprint !== keyThumbprint(keys.publicKeys.stick)) {
        sticks.push({ ...unknown, licence, trouble: 'STICK_NOT_YOURS' });
        continue;
      }
      checkNotOver(files, keys.folder, stickId);
      const sealed = readPart(files, folder, stickFiles.secrets);
      const { receiptSecret } = await openSecrets(sealed, keys.stickKey, stickId);
      const places = { files, stickFolder: folder, playerFolder: keys.folder, stickId };
      const { chain } = ReceiptBook.open(places, {
        stickId,
        genesis: genesisOf(Buffer.from(receiptSecret, 'base64url'), found.licence),
        publicKey: keyOfJwk(keys.publicKeys.stick),
      });
      const endsAt = endOfStick(licence, chain);
      const showingsUsed = showingsOf(chain).length;
      sticks.push({ stickId, licence, showingsUsed, endsAt, trouble: null });
    } catch (error) {
      if (!isAppError(error)) throw error;
      sticks.push({ ...unknown, licence, trouble: error.code });
    }
  }
  return { sticks, request: findDevice(files, root) };
}
