import { pause, type Clock } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { seconds, SECTOR_BYTES, type Sectors } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceSequence } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import { openBlockDevice, type BlockDeviceOpener } from '../transports/block-device.ts';
import {
  OpticalDriveError,
  type BurnProgress,
  type BurnRequest,
  type BurnResult,
  type Medium,
  type OpticalDrive,
  type OpticalDriveCapabilities,
  type OpticalDriveStatus,
  type TrayState,
  type VerifyOptions,
  type VerifyRequest,
} from './contract.ts';
import { readBack } from './read-back.ts';
import type { RecorderProgram } from './recorder-program.ts';
import { ejectTray, loadTray, type TrayOfProgram } from './recorder-tray.ts';

/** What a look at a disc shows, and where the tray stands if that shows too. */
export type SeenMedium = Medium & { readonly tray?: TrayState };

/** How the programs of one kind look at a disc and burn it. */
export interface RecorderWays {
  /** Looks once, without moving the tray. */
  inspect(signal: AbortSignal | undefined): Promise<SeenMedium>;
  /** Whether a look can be believed, or a disc may still be spinning up: then it is worth another look. */
  isSettled(medium: Medium): boolean;
  burn(
    request: BurnRequest,
    onProgress: (progress: BurnProgress) => void,
    signal: AbortSignal | undefined,
  ): Promise<BurnResult>;
  /** Ends every program that still runs. */
  close(): Promise<void>;
}

export interface ProgramDriveOptions extends Omit<DriverServices, 'tap'> {
  /** `/dev/sr0`. */
  readonly device: string;
  readonly capabilities: OpticalDriveCapabilities;
  /** cdrskin, which moves the tray. */
  readonly tray: RecorderProgram;
  readonly ways: RecorderWays;
  /** How the disc is read back. */
  readonly openBlockDevice?: BlockDeviceOpener | undefined;
}

/**
 * A drive that has just loaded says "not yet known" until it has spun the disc up, and is busy as long as another program
 * looks at the new disc: udev's probe does on Debian.
 */
const READY_ATTEMPTS = 5;
const READY_PAUSE = seconds(1);

type Activity = OpticalDriveStatus['activity'];

/** Looks at the disc until it is known, a few times with a second between. */
export async function lookUntilSettled(
  setting: { readonly ways: Pick<RecorderWays, 'inspect' | 'isSettled'>; readonly clock: Clock },
  signal: AbortSignal | undefined,
): Promise<SeenMedium> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === READY_ATTEMPTS;
    try {
      const medium = await setting.ways.inspect(signal);
      if (setting.ways.isSettled(medium) || isLast) return medium;
    } catch (error) {
      if (!isAppError(error, 'DRIVE_BUSY') || isLast) throw error;
    }
    await pause(setting.clock, READY_PAUSE, signal).catch((cause: unknown) => {
      throw deviceCanceled('Looking at the disc', cause);
    });
  }
}

/** A recorder that is driven by running programs, one at a time. */
export class ProgramDrive implements OpticalDrive {
  readonly capabilities: OpticalDriveCapabilities;
  readonly #options: ProgramDriveOptions;
  readonly #turn: Turn;
  readonly #tray: TrayOfProgram;
  readonly #status = new StatusCell<OpticalDriveStatus>({
    health: 'online',
    reason: '',
    tray: 'unknown',
    medium: 'unknown',
    activity: 'idle',
  });
  #closed = false;

  constructor(options: ProgramDriveOptions) {
    this.#options = options;
    this.capabilities = options.capabilities;
    this.#turn = new Turn(`The drive ${options.device}`);
    this.#tray = {
      program: options.tray,
      device: options.device,
      note: (change) => this.#status.update(change),
    };
  }

  get status(): OpticalDriveStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: OpticalDriveStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  async probe(options: CommandOptions = {}): Promise<OpticalDriveStatus> {
    await this.#command('idle', async () => {
      this.#see(await this.#options.ways.inspect(options.signal));
    });
    return this.status;
  }

  openTray(options: CommandOptions = {}): Promise<void> {
    return this.#command('ejecting', () => ejectTray(this.#tray, options.signal));
  }

  closeTray(options: CommandOptions = {}): Promise<void> {
    return this.#command('loading', () => loadTray(this.#tray, options.signal));
  }

  readMedium(options: CommandOptions = {}): Promise<Medium> {
    return this.#command('loading', async () => {
      const { ways, clock } = this.#options;
      return this.#see(await lookUntilSettled({ ways, clock }, options.signal));
    });
  }

  burn(
    request: BurnRequest,
    onProgress: (progress: BurnProgress) => void,
    options: CommandOptions = {},
  ): Promise<BurnResult> {
    if (request.source.size !== request.sectors * SECTOR_BYTES) {
      return Promise.reject(deviceSequence('The image is not made of whole sectors as announced.'));
    }
    return this.#command('burning', async () => {
      try {
        const result = await this.#options.ways.burn(
          request,
          (progress) => {
            if (progress.phase === 'closing') this.#status.update({ activity: 'closing' });
            onProgress(progress);
          },
          options.signal,
        );
        this.#status.update({ tray: 'closed', medium: 'complete' });
        return result;
      } catch (error) {
        this.#status.update({ medium: 'unknown' });
        throw isAppError(error, 'DEVICE_CANCELED') ? canceledBefore(error) : error;
      }
    });
  }

  verify(
    request: VerifyRequest,
    onProgress: (sectorsDone: Sectors) => void,
    options: VerifyOptions = {},
  ): Promise<void> {
    const { aroundReload = (reload) => reload(), signal } = options;
    return this.#command('verifying', async () => {
      await aroundReload(async () => {
        await ejectTray(this.#tray, signal);
        await loadTray(this.#tray, signal);
      });
      const setting = {
        device: this.#options.device,
        open: this.#options.openBlockDevice ?? openBlockDevice,
        clock: this.#options.clock,
      };
      try {
        await readBack(setting, request, onProgress, signal);
      } catch (error) {
        throw (await this.#lossBehind(error)) ?? error;
      }
      this.#status.update({ medium: 'complete' });
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#options.ways.close();
    await this.#options.tray.close();
    this.#status.update({ health: 'offline', reason: 'The drive is not in use.' });
  }

  async #command<T>(activity: Activity, action: () => Promise<T>): Promise<T> {
    if (this.#closed) throw deviceSequence('The drive is not in use any more.');
    return this.#turn.take(activity, async () => {
      this.#status.update(activity === 'idle' ? {} : { activity, health: 'deviceBusy' });
      try {
        const result = await action();
        this.#status.update({ activity: 'idle', health: 'online', reason: '' });
        return result;
      } catch (error) {
        const lost = isAppError(error, 'DRIVE_LOST') || isAppError(error, 'DEVICE_OFFLINE');
        const health = lost ? 'noDevice' : 'online';
        const told = { health, reason: lost ? error.message : '' } as const;
        this.#status.update({ activity: 'idle', ...(this.#closed ? {} : told) });
        throw error;
      }
    });
  }

  /** Where something lies that is seen, the tray is closed. */
  #see({ tray = 'unknown', ...medium }: SeenMedium): Medium {
    const isThere = !['none', 'unknown'].includes(medium.state);
    const stands = isThere ? 'closed' : tray;
    this.#status.update({
      medium: medium.state,
      ...(stands === 'unknown' ? {} : { tray: stands }),
    });
    return medium;
  }

  /** A sector that cannot be read says nothing of the disc where the drive itself has gone. */
  async #lossBehind(error: unknown): Promise<OpticalDriveError | null> {
    if (!isAppError(error, 'DRIVE_READ_ERROR')) return null;
    try {
      await this.#options.ways.inspect(undefined);
      return null;
    } catch (loss) {
      if (!isAppError(loss, 'DRIVE_LOST')) return null;
      return new OpticalDriveError('DRIVE_LOST', loss.message, {
        remedy: 'call-attendant',
        disc: 'unknown',
        retry: 'otherDrive',
        cause: error,
      });
    }
  }
}

/** Canceled at the look before the burn. */
function canceledBefore(cause: unknown): OpticalDriveError {
  return new OpticalDriveError('DRIVE_CANCELED', 'The burn was canceled before it began.', {
    remedy: 'retry',
    disc: 'untouched',
    retry: 'sameDisc',
    cause,
  });
}
