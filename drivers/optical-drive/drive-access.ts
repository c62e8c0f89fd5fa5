import { OpticalDriveError } from './contract.ts';
import type { Run } from './recorder-program.ts';

const GONE = /Lost connection to drive|No such device|Failed to transfer command|cannot find '/;

/** Why cdrskin did not reach its drive; null where it did. A busy drive it tries for six seconds. */
export function accessFailure({ exit, lines }: Run): OpticalDriveError | null {
  const complaints = lines.filter((line) => /\b(SORRY|FAILURE|FATAL) : /.test(line));
  const context = { exitCode: exit.code, complaints: complaints.slice(-5) };
  if (complaints.some((line) => line.includes('Cannot open busy device'))) {
    return new OpticalDriveError('DRIVE_BUSY', 'Another program holds the drive.', {
      remedy: 'retry',
      disc: 'untouched',
      retry: 'sameDisc',
      context,
    });
  }
  if (exit.code !== 3 && !complaints.some((line) => GONE.test(line))) return null;
  return new OpticalDriveError('DRIVE_LOST', 'The drive has gone from its bus.', {
    remedy: 'call-attendant',
    disc: 'untouched',
    retry: 'otherDrive',
    context,
  });
}
