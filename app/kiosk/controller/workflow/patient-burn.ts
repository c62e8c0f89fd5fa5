import {
  OpticalDriveError,
  type BurnProgress,
  type BurnRequest,
  type BurnResult,
  type OpticalDrive,
} from '../../../../drivers/optical-drive/contract.ts';
import { pause, type Clock } from '../../../foundation/clock.ts';
import { seconds } from '../../../foundation/units.ts';

/** Whoever holds a drive that was just loaded lets go of it within seconds. */
const AGAIN_AFTER = seconds(3);

/**
 * Writes a disc; once more, after 3 s, where the drive says that the same disc may be tried again.
 *
 * @throws what the drive says, the second time if there was one; the signal's reason if it aborts in between.
 */
export async function burnPatiently(
  drive: OpticalDrive,
  request: BurnRequest,
  onProgress: (progress: BurnProgress) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<BurnResult> {
  try {
    return await drive.burn(request, onProgress, { signal });
  } catch (error) {
    const isSameDiscGood = error instanceof OpticalDriveError && error.retry === 'sameDisc';
    if (!isSameDiscGood || signal.aborted) throw error;
  }
  await pause(clock, AGAIN_AFTER, signal);
  return drive.burn(request, onProgress, { signal });
}
