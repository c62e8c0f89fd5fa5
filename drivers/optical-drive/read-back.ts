import { createHash } from 'node:crypto';
import { pause, type Clock } from '../../app/foundation/clock.ts';
import {
  milliseconds,
  SECTOR_BYTES,
  seconds,
  sectors as asSectors,
  type Sectors,
} from '../../app/foundation/units.ts';
import type { BlockDevice, BlockDeviceOpener } from '../transports/block-device.ts';
import { OpticalDriveError, type VerifyRequest } from './contract.ts';

/** Sectors read at once. */
const CHUNK_SECTORS = 512;
/** A read that takes longer has hit a spot that the drive cannot read. */
const READ_LIMIT = seconds(30);
/** After loading, a drive answers ENOMEDIUM until it has spun the disc up. */
const SPIN_UP_ATTEMPTS = 60;
const SPIN_UP_PAUSE = milliseconds(500);

export interface ReadBackSetting {
  readonly device: string;
  readonly open: BlockDeviceOpener;
  readonly clock: Clock;
}

/**
 * Reads the first sectors of a disc and compares their SHA-256. What reads as nothing but zeros has not been read.
 *
 * @throws OpticalDriveError `DRIVE_VERIFY_MISMATCH`, `DRIVE_READ_ERROR` (with `lba`), `DRIVE_LOST`, `DRIVE_CANCELED`
 */
export async function readBack(
  setting: ReadBackSetting,
  request: VerifyRequest,
  onProgress: (sectorsDone: Sectors) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const device = await openWhenReady(setting, signal);
  // Closing waits for what is being read, which may be for ever: only a device that read all it was asked for is waited for.
  let isReading = true;
  try {
    const hash = createHash('sha256');
    let anything = false;
    for (let lba = 0; lba < request.sectors; lba += CHUNK_SECTORS) {
      if (signal?.aborted) throw canceled(signal.reason);
      const wanted = Math.min(CHUNK_SECTORS, request.sectors - lba);
      const bytes = new Uint8Array(wanted * SECTOR_BYTES);
      await readSectors({ ...setting, signal }, device, lba, bytes);
      anything ||= bytes.some((byte) => byte !== 0);
      hash.update(bytes);
      onProgress(asSectors(lba + wanted));
    }
    isReading = false;
    if (!anything) throw readError(0, new Error('nothing but zeros'));
    const sha256 = hash.digest('hex');
    if (sha256 !== request.sha256) {
      throw new OpticalDriveError(
        'DRIVE_VERIFY_MISMATCH',
        'The disc does not hold what was written.',
        {
          remedy: 'retry',
          disc: 'coaster',
          retry: 'newDisc',
          context: { expected: request.sha256, read: sha256 },
        },
      );
    }
  } finally {
    const closing = device.close();
    if (isReading) closing.catch(() => {});
    else await closing;
  }
}

async function openWhenReady(
  setting: ReadBackSetting,
  signal: AbortSignal | undefined,
): Promise<BlockDevice> {
  for (let attempt = 1; ; attempt += 1) {
    if (signal?.aborted) throw canceled(signal.reason);
    try {
      return await setting.open(setting.device);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code !== 'ENOMEDIUM' || attempt === SPIN_UP_ATTEMPTS) {
        throw new OpticalDriveError('DRIVE_LOST', 'The disc cannot be opened for reading.', {
          remedy: 'call-attendant',
          disc: 'unknown',
          retry: 'otherDrive',
          context: { errno: code },
          cause,
        });
      }
      await pause(setting.clock, SPIN_UP_PAUSE, signal).catch((reason: unknown) => {
        throw canceled(reason);
      });
    }
  }
}

type ReadingSetting = ReadBackSetting & { readonly signal: AbortSignal | undefined };

/** Fills `bytes`; where that fails, finds the first sector that does. */
async function readSectors(
  setting: ReadingSetting,
  device: BlockDevice,
  lba: number,
  bytes: Uint8Array,
): Promise<void> {
  try {
    await readWhole(setting, device, lba, bytes);
  } catch (failure) {
    if (setting.signal?.aborted) throw canceled(setting.signal.reason);
    if (bytes.length === SECTOR_BYTES) throw readError(lba, failure);
    for (let offset = 0; offset < bytes.length; offset += SECTOR_BYTES) {
      const sector = bytes.subarray(offset, offset + SECTOR_BYTES);
      await readSectors(setting, device, lba + offset / SECTOR_BYTES, sector);
    }
  }
}

async function readWhole(
  setting: ReadingSetting,
  device: BlockDevice,
  lba: number,
  bytes: Uint8Array,
): Promise<void> {
  const { clock, signal } = setting;
  let giveUp: (why: string) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (why) => reject(new Error(why));
  });
  const cancel = clock.after(READ_LIMIT, () => giveUp('read took 30 s'));
  const onAbort = () => giveUp('canceled');
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const length = await Promise.race([device.read(lba * SECTOR_BYTES, bytes), givenUp]);
    if (length !== bytes.length) throw new Error('the disc ends here');
  } finally {
    cancel();
    signal?.removeEventListener('abort', onAbort);
  }
}

function readError(lba: number, cause: unknown): OpticalDriveError {
  return new OpticalDriveError('DRIVE_READ_ERROR', `Sector ${lba} cannot be read back.`, {
    remedy: 'retry',
    disc: 'coaster',
    retry: 'newDisc',
    context: { lba, errno: (cause as NodeJS.ErrnoException).code ?? null },
    cause,
  });
}

function canceled(cause: unknown): OpticalDriveError {
  return new OpticalDriveError('DRIVE_CANCELED', 'Reading back was canceled.', {
    remedy: 'retry',
    disc: 'unknown',
    retry: 'sameDisc',
    cause,
  });
}
