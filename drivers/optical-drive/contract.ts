import type { ByteSource } from '../../app/foundation/byte-source.ts';
import { AppError, type Remedy } from '../../app/foundation/errors.ts';
import type { Sectors } from '../../app/foundation/units.ts';
import type { CommandOptions, Device, DeviceStatus } from '../contract/device.ts';

export type TrayState = 'open' | 'closed' | 'unknown';
/** What lies in the drive, after READ DISC INFORMATION of MMC. */
export type MediumState = 'none' | 'blank' | 'appendable' | 'complete' | 'unsuitable' | 'unknown';

export interface OpticalDriveCapabilities {
  /** What the drive calls itself. */
  readonly model: string;
  /** Where the system sees it: `/dev/sr0`. */
  readonly address: string;
  /** Fastest write speed asked for, in multiples of 1 385 kB/s. */
  readonly maximumSpeed: number;
}

export interface OpticalDriveStatus extends DeviceStatus {
  readonly tray: TrayState;
  readonly medium: MediumState;
  readonly activity: 'idle' | 'loading' | 'burning' | 'closing' | 'verifying' | 'ejecting';
}

export interface Medium {
  readonly state: MediumState;
  /** `DVD-R`, `DVD+R` …; empty where nothing is there. */
  readonly type: string;
  readonly capacity: Sectors | null;
  /** What the medium says of its maker and batch, for the log of spindles; null where it says nothing. */
  readonly mediaId: string | null;
}

export interface BurnRequest {
  readonly source: ByteSource;
  /** Sectors to write: `source.size / 2048`, announced to the recorder beforehand. */
  readonly sectors: Sectors;
  /** Multiple of 1 385 kB/s. */
  readonly speed: number;
  /** Whether a rewritable disc that is used may be written over; it is refused with `DRIVE_NOT_BLANK` otherwise. */
  readonly overwrite?: boolean;
}

/** How well the program was fed, which the quality of a disc depends on. */
export interface FifoHealth {
  /** How often the recorder had to wait for us. */
  readonly timesEmpty: number;
  /** Percent. */
  readonly minimumFill: number;
}

export type BurnProgress =
  | { readonly phase: 'leadIn' | 'closing' }
  | {
      readonly phase: 'writing';
      readonly sectorsDone: Sectors;
      readonly sectors: Sectors;
      /** Fill of the recorder's own buffer and of the program's, percent; and the speed as it says it. */
      readonly bufferPercent: number | null;
      readonly fifoPercent: number | null;
      readonly speed: number | null;
    };

export interface BurnResult {
  readonly sectors: Sectors;
  /** SHA-256 of what was fed, lower-case hex: what the read-back must give. */
  readonly sha256: string;
  /** Null where the program does not say. */
  readonly fifo: FifoHealth | null;
}

export interface VerifyRequest {
  readonly sectors: Sectors;
  /** SHA-256 expected, lower-case hex. */
  readonly sha256: string;
}

export interface VerifyOptions extends CommandOptions {
  /** Runs the motions of the tray when nothing is in their way; where it is left out they run at once. */
  readonly aroundReload?: (reload: () => Promise<void>) => Promise<void>;
}

/**
 * An optical recorder. Its tray moves in `openTray`, `closeTray` and while `verify` reloads, never by
 * itself: whoever shares it with a robot holds a lock then.
 *
 * Errors: those of {@link OpticalDriveError}, and any device's.
 */
export interface OpticalDrive extends Device<OpticalDriveCapabilities, OpticalDriveStatus> {
  /** Looks without moving anything: never closes a tray under a gripper. */
  probe(options?: CommandOptions): Promise<OpticalDriveStatus>;
  openTray(options?: CommandOptions): Promise<void>;
  closeTray(options?: CommandOptions): Promise<void>;
  /** Identifies what lies on the closed tray. Waits a few seconds for a drive that is busy or does not know yet. */
  readMedium(options?: CommandOptions): Promise<Medium>;
  /**
   * Writes and closes the disc. Resolves only when the recorder said it succeeded and counted exactly the bytes that it
   * was fed; the verdict is still {@link verify}'s.
   */
  burn(
    request: BurnRequest,
    onProgress: (progress: BurnProgress) => void,
    options?: CommandOptions,
  ): Promise<BurnResult>;
  /** Reloads the disc, reads the sectors back and compares. Rejects with `DRIVE_VERIFY_MISMATCH` or `DRIVE_READ_ERROR`. */
  verify(
    request: VerifyRequest,
    onProgress: (sectorsDone: Sectors) => void,
    options?: VerifyOptions,
  ): Promise<void>;
}

export const opticalDriveErrorCodes = [
  'DRIVE_NO_MEDIUM',
  'DRIVE_WRONG_MEDIUM',
  'DRIVE_NOT_BLANK',
  'DRIVE_TOO_LARGE',
  'DRIVE_WRITE_ERROR',
  'DRIVE_POWER_CALIBRATION',
  'DRIVE_CLOSE_FAILED',
  'DRIVE_STREAM_SHORT',
  'DRIVE_STREAM_STALLED',
  'DRIVE_BUSY',
  'DRIVE_LOST',
  'DRIVE_VERIFY_MISMATCH',
  'DRIVE_READ_ERROR',
  'DRIVE_TRAY_FAULT',
  'DRIVE_CANCELED',
] as const;
export type OpticalDriveErrorCode = (typeof opticalDriveErrorCodes)[number];

/** What became of the disc. */
export type DiscFate = 'untouched' | 'coaster' | 'unknown';
/** What may be tried again. */
export type DriveRetry = 'sameDisc' | 'newDisc' | 'otherDrive' | 'never';

/** An error of a drive, which always says what became of the disc and what may be retried. */
export class OpticalDriveError extends AppError {
  readonly disc: DiscFate;
  readonly retry: DriveRetry;

  constructor(
    code: OpticalDriveErrorCode,
    message: string,
    options: {
      readonly remedy: Remedy;
      readonly disc: DiscFate;
      readonly retry: DriveRetry;
      readonly context?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    },
  ) {
    super(code, message, options);
    this.disc = options.disc;
    this.retry = options.retry;
  }
}
