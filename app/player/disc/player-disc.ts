import { readImageLayout } from '../../disc/image-layout.ts';
import { type Manifest, parseManifest, verifyManifest } from '../../disc/manifest.ts';
import { readExtent } from '../../foundation/byte-source.ts';
import { AppError, isAppError } from '../../foundation/errors.ts';
import { playerError } from '../player-error.ts';
import type { PlayerDisc } from '../ports.ts';
import { checkMarks } from './check-marks.ts';
import { findDisc, type System, thisSystem } from './disc-path.ts';
import { type DiscSource, openDiscSource } from './disc-source.ts';

/** A disc as it speaks of itself; its signature was not looked at, because nobody may be trusted yet. */
export interface UnverifiedDisc {
  readonly source: DiscSource;
  readonly manifest: Manifest;
  readonly from: string;
  /** Where the manifest begins on the disc. */
  readonly manifestAt: number;
  close(): void;
}

/**
 * Opens a drive, an image, or a folder on a mounted disc, and reads what it says of itself.
 *
 * @throws AppError `DISC_NOT_FOUND`, `DISC_NO_ACCESS`, `DRIVE_EMPTY`, `DISC_FOLDER_COPIED`, `DISC_NOT_DVD_VIDEO`,
 *   `DISC_TRUNCATED`, `DISC_DAMAGED`, `DISC_UNREADABLE`, `DISC_IS_MASTER`, `DISC_NOT_OURS`, `DISC_MANIFEST_INVALID`,
 *   `DISC_ALTERED` with the byte. After an error nothing is open.
 */
export function readPlayerDisc(path: string, system: System = thisSystem): UnverifiedDisc {
  const place = findDisc(path, system);
  const source = openDiscSource(place);
  try {
    const layout = readImageLayout(source);
    const room = layout.manifest;
    if (room === null) {
      throw playerError(
        'DISC_NOT_OURS',
        `The ${place.from} holds a DVD that no Diptych machine has made. Any player shows it.`,
        { from: place.from },
      );
    }
    const manifestAt = room.offset;
    const manifest = withPlace(manifestAt, () => parseManifest(readExtent(source, room)));
    checkMarks(source, layout, manifest, place.from);
    return { source, manifest, from: place.from, manifestAt, close: () => source.close() };
  } catch (error) {
    source.close();
    throw error;
  }
}

/**
 * @param manifestKeys Ed25519 public keys that may sign discs, raw, base64url: those that the bank named at enrolment.
 * @throws AppError `DISC_MANIFEST_INVALID` with the byte. The disc stays open.
 */
export function verifyPlayerDisc(
  disc: UnverifiedDisc,
  manifestKeys: readonly string[],
): PlayerDisc {
  withPlace(disc.manifestAt, () => verifyManifest(disc.manifest, manifestKeys));
  const { source, manifest, from } = disc;
  return { source, manifest, from, close: () => disc.close() };
}

/** Adds to an error of the manifest where it stands. */
function withPlace<T>(byte: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isAppError(error, 'DISC_MANIFEST_INVALID')) throw error;
    const { code, message, remedy, context } = error;
    throw new AppError(code, message, { remedy, context: { ...context, byte }, cause: error });
  }
}
