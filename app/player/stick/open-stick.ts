import { join } from 'node:path';
import { type FileOperations, fileOperations } from '../../delivery/stick/file-operations.ts';
import { keyOfJwk, keyThumbprint, type StickKey } from '../../delivery/stick/compact-jws.ts';
import { genesisOf } from '../../delivery/stick/receipts.ts';
import { digestOfFile, type OpenedBody, openSealedBody } from '../../delivery/stick/sealed-body.ts';
import { damagedStick, stickError } from '../../delivery/stick/stick-error.ts';
import { atStick, goneStick } from '../../delivery/stick/stick-failure.ts';
import {
  findSticks,
  type FoundStick,
  readPart,
  stickFiles,
  stickRoot,
} from '../../delivery/stick/stick-folder.ts';
import { readLicence, type StickLicence } from '../../delivery/stick/stick-licence.ts';
import { openSecrets } from '../../delivery/stick/stick-secrets.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { DeviceKeyStore } from '../account/device-keys.ts';
import type { ReceiptPlaces } from './receipt-book.ts';

/** A stick whose every file was believed. */
export interface OpenedStick {
  readonly licence: StickLicence;
  readonly body: OpenedBody;
  readonly places: ReceiptPlaces;
  readonly genesis: string;
  /** Whether the same stick is plugged in now. */
  isThere(): boolean;
}

export interface StickPlace {
  /** Where the medium is mounted. */
  readonly root: string;
  readonly keys: Pick<DeviceKeyStore, 'folder' | 'publicKeys' | 'stickKey'>;
  readonly licenceKey: StickKey;
  readonly files?: FileOperations;
}

/** A stick on a medium whose licence was believed. */
export interface BelievedStick {
  readonly found: FoundStick;
  readonly licence: StickLicence;
}

/**
 * Finds the stick of an order and believes it: the bank's signature, this device, this order, every byte of the body.
 *
 * @throws AppError `STICK_MISSING`, `STICK_WRONG_DISC`, `STICK_NOT_YOURS`, `STICK_DAMAGED` (`file`), `STICK_VERSION`,
 *   `STICK_GONE`.
 */
export function believeStick(place: StickPlace, orderId: string): BelievedStick {
  const { files = fileOperations, keys, licenceKey, root } = place;
  const sticks = findSticks(files, root);
  if (sticks.length === 0) {
    const message =
      files.list(stickRoot(root)).length === 0
        ? `There is no stick at ${root}.`
        : `Nothing was written to the stick at ${root} yet.`;
    throw stickError('STICK_MISSING', message);
  }
  const key = keyOfJwk(licenceKey);
  const believed: BelievedStick[] = [];
  let doubt: unknown = null;
  for (const found of sticks) {
    try {
      believed.push({ found, licence: readLicence(found.licence, key) });
    } catch (error) {
      doubt ??= error;
    }
  }
  const own = believed
    .filter(({ licence }) => licence.orderId === orderId)
    .toSorted((a, b) => b.licence.issue - a.licence.issue)[0];
  if (own === undefined) {
    throw doubt ?? stickError('STICK_WRONG_DISC', 'This stick belongs to another disc.');
  }
  if (own.licence.deviceKeyThumbprint !== keyThumbprint(keys.publicKeys.stick)) {
    throw stickError('STICK_NOT_YOURS', 'This stick was written for another device.');
  }
  return own;
}

/** Opens what {@link believeStick} found; reads the body once, whole. @throws AppError as that, and `STICK_DAMAGED`. */
export async function openStick(
  place: StickPlace,
  { found, licence }: BelievedStick,
): Promise<OpenedStick> {
  const { files = fileOperations, keys } = place;
  const sealed = readPart(files, found.folder, stickFiles.secrets);
  const secrets = await openSecrets(sealed, keys.stickKey, licence.stickId);
  const path = join(found.folder, stickFiles.body);
  const isWhole = atStick(() =>
    files.withSource(
      path,
      (source) =>
        source.size === licence.body.bytes && digestOfFile(source) === licence.body.sha256,
    ),
  );
  if (!isWhole) throw damagedStick(stickFiles.body, 'it is not as the bank made it');
  // Opened for each piece anew, so that a stick may be pulled out and plugged in again.
  const body = openSealedBody(
    {
      size: licence.body.bytes,
      read: (position, into) =>
        atStick(() => files.withSource(path, (source) => source.read(position, into))),
    },
    secrets.identity,
  );
  return {
    licence,
    body,
    genesis: genesisOf(Buffer.from(secrets.receiptSecret, 'base64url'), found.licence),
    places: {
      files,
      stickFolder: found.folder,
      playerFolder: keys.folder,
      stickId: licence.stickId,
    },
    isThere() {
      try {
        return files.read(join(found.folder, stickFiles.licence)) === found.licence;
      } catch (error) {
        if (isAppError(error)) throw error;
        return false;
      }
    },
  };
}

/** @throws AppError `STICK_GONE` unless the same stick is plugged in. */
export function checkThere(stick: OpenedStick): void {
  if (!stick.isThere()) throw goneStick();
}
