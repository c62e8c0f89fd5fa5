import { type FileSource, openFileSource } from '../../disc/file-source.ts';
import { readIsoVolume } from '../../disc/iso9660.ts';
import { partSource } from '../../disc/joined-source.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import type { AppError } from '../../foundation/errors.ts';
import { SECTOR_BYTES } from '../../foundation/units.ts';
import { isSystemError } from '../account/private-files.ts';
import { playerError } from '../player-error.ts';
import { type DiscPlace, openingError } from './disc-path.ts';

/** A disc or image as bytes, exactly as many as its volume has. */
export interface DiscSource extends ByteSource {
  close(): void;
}

/** No DVD is longer: two layers of 8.5 GB. A block device does not say its size. */
const LONGEST_DISC = 4_200_000 * SECTOR_BYTES;

/**
 * Opens a drive or an image. Its length is that of the ISO 9660 volume on it: a drive's device and an image file may go on
 * behind it, with zeros or with what an older disc left, and nothing of that is ever read.
 *
 * @throws AppError as `findDisc`, `DRIVE_EMPTY`, `DISC_NOT_DVD_VIDEO`, `DISC_TRUNCATED`, `DISC_DAMAGED`; and when it is read
 *   `DISC_UNREADABLE` with the byte.
 */
export function openDiscSource(place: DiscPlace): DiscSource {
  let file: FileSource;
  try {
    file = openFileSource(place.path, place.kind === 'drive' ? LONGEST_DISC : undefined);
  } catch (error) {
    throw openingError(place.path, error);
  }
  try {
    const guarded = guardedSource(file, place.from);
    const { sectors } = readIsoVolume(guarded);
    const part = partSource(guarded, { offset: 0, length: sectors * SECTOR_BYTES });
    return {
      size: part.size,
      read: (position, into) => {
        const count = part.read(position, into);
        if (count < Math.min(into.length, Math.max(0, part.size - position))) {
          throw unreadable(place.from, position + count, null);
        }
        return count;
      },
      close: () => file.close(),
    };
  } catch (error) {
    const isBlank = place.kind === 'drive' && hasNoSector(file);
    file.close();
    throw emptyDriveOr(error, isBlank, place);
  }
}

/** A source whose errors are ours. */
function guardedSource(file: FileSource, from: string): ByteSource {
  return {
    size: file.size,
    read(position, into) {
      try {
        return file.read(position, into);
      } catch (error) {
        if (!isSystemError(error)) throw error;
        if (error.code === 'EBADF') throw closed(error);
        throw unreadable(from, position, error);
      }
    },
  };
}

function unreadable(from: string, byte: number, cause: unknown): AppError {
  return playerError(
    'DISC_UNREADABLE',
    `The ${from} cannot be read at byte ${byte}. Clean the disc, or try another drive.`,
    { from, byte },
    cause,
  );
}

function closed(cause: unknown): AppError {
  return playerError('PLAYER_CLOSED', 'The disc was closed.', {}, cause);
}

/** A drive with a blank disc gives no sector where every volume has its first descriptor. */
function emptyDriveOr(error: unknown, isBlank: boolean, place: DiscPlace): unknown {
  if (!isBlank) return error;
  return playerError(
    'DRIVE_EMPTY',
    `There is no disc in the ${place.from}, or nothing is on it.`,
    { path: place.path },
    error,
  );
}

function hasNoSector(file: FileSource): boolean {
  try {
    return file.read(16 * SECTOR_BYTES, new Uint8Array(SECTOR_BYTES)) === 0;
  } catch {
    return true;
  }
}
