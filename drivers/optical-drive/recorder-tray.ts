import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { parseTray, trayArguments } from './cdrskin-codec.ts';
import { OpticalDriveError, type OpticalDriveStatus, type TrayState } from './contract.ts';
import { accessFailure } from './drive-access.ts';
import type { RecorderProgram } from './recorder-program.ts';

/** The tray of a drive, which cdrskin moves. */
export interface TrayOfProgram {
  readonly program: RecorderProgram;
  /** `/dev/sr0`. */
  readonly device: string;
  /** Hears where the tray stands, and that it is not known what lies in the drive. */
  readonly note: (change: Pick<OpticalDriveStatus, 'tray' | 'medium'>) => void;
}

const EJECT_LIMIT = seconds(30);
const LOAD_LIMIT = seconds(60);
const EJECT_ATTEMPTS = 3;

/**
 * Opens the tray; cdrskin unlocks it first. Its exit code is 0 where nothing moved: what the drive says afterwards counts.
 *
 * @throws OpticalDriveError `DRIVE_TRAY_FAULT` after three attempts, `DRIVE_BUSY`, `DRIVE_LOST`
 */
export async function ejectTray(
  tray: TrayOfProgram,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let attempt = 1; attempt <= EJECT_ATTEMPTS; attempt += 1) {
    const { code, stands } = await moveTray(tray, 'eject', EJECT_LIMIT, signal);
    if (stands === 'open' || (stands === 'unknown' && code === 0)) {
      tray.note({ tray: 'open', medium: 'unknown' });
      return;
    }
  }
  throw trayFault(tray, 'The tray does not open.');
}

/**
 * Closes the tray. cdrskin fails at an empty one as at one that does not move: there too it counts what the drive says.
 *
 * @throws OpticalDriveError `DRIVE_TRAY_FAULT`, `DRIVE_BUSY`, `DRIVE_LOST`
 */
export async function loadTray(
  tray: TrayOfProgram,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { code, stands } = await moveTray(tray, 'load', LOAD_LIMIT, signal);
  if (stands === 'open' || (stands === 'unknown' && code !== 0)) {
    throw trayFault(tray, 'The tray does not close.');
  }
  tray.note({ tray: 'closed', medium: 'unknown' });
}

/** After a motion whose end nobody saw, nobody knows where the tray stands. */
async function moveTray(
  tray: TrayOfProgram,
  motion: 'eject' | 'load',
  limit: Milliseconds,
  signal: AbortSignal | undefined,
): Promise<{ readonly code: number | null; readonly stands: TrayState }> {
  const forget = () => tray.note({ tray: 'unknown', medium: 'unknown' });
  const words = trayArguments(tray.device, motion);
  const run = await tray.program.run(words, limit, signal).catch((error: unknown) => {
    forget();
    throw error;
  });
  const failure = accessFailure(run);
  if (failure === null) return { code: run.exit.code, stands: parseTray(run.lines) };
  if (failure.code !== 'DRIVE_BUSY') forget();
  throw failure;
}

function trayFault(tray: TrayOfProgram, message: string): OpticalDriveError {
  tray.note({ tray: 'unknown', medium: 'unknown' });
  return new OpticalDriveError('DRIVE_TRAY_FAULT', message, {
    remedy: 'call-attendant',
    disc: 'unknown',
    retry: 'otherDrive',
    context: { device: tray.device },
  });
}
