import type { CommandOptions } from '../contract/device.ts';
import type {
  BurnProgress,
  BurnRequest,
  OpticalDrive,
  OpticalDriveCapabilities,
  OpticalDriveStatus,
  VerifyOptions,
  VerifyRequest,
} from '../optical-drive/contract.ts';
import type { Sectors } from '../../app/foundation/units.ts';
import { SupervisedDevice, type Supervision } from './supervised-device.ts';

/** A recorder that may be absent. */
export class SupervisedDrive
  extends SupervisedDevice<OpticalDriveCapabilities, OpticalDriveStatus, OpticalDrive>
  implements OpticalDrive
{
  /** @param maximumSpeed of the settings, in multiples of 1 385 kB/s. */
  constructor(supervision: Supervision<OpticalDrive>, maximumSpeed: number) {
    const unknown = { tray: 'unknown', medium: 'unknown', activity: 'idle' } as const;
    super(supervision, {
      capabilities: { model: 'not found yet', address: supervision.address, maximumSpeed },
      status: { health: 'starting', reason: 'The drive is looked for.', ...unknown },
      forget: () => unknown,
    });
  }

  probe(options?: CommandOptions) {
    return this.command((drive) => drive.probe(options));
  }

  openTray(options?: CommandOptions) {
    return this.command((drive) => drive.openTray(options));
  }

  closeTray(options?: CommandOptions) {
    return this.command((drive) => drive.closeTray(options));
  }

  readMedium(options?: CommandOptions) {
    return this.command((drive) => drive.readMedium(options));
  }

  burn(
    request: BurnRequest,
    onProgress: (progress: BurnProgress) => void,
    options?: CommandOptions,
  ) {
    return this.command((drive) => drive.burn(request, onProgress, options));
  }

  verify(
    request: VerifyRequest,
    onProgress: (sectorsDone: Sectors) => void,
    options?: VerifyOptions,
  ) {
    return this.command((drive) => drive.verify(request, onProgress, options));
  }
}
