import type { OpticalDrive } from '../optical-drive/contract.ts';
import { openCdrskinDrive } from '../optical-drive/optical-drive-cdrskin.ts';
import { openGrowisofsDrive } from '../optical-drive/optical-drive-growisofs.ts';
import { recorderInside } from '../optical-drive/recorder-inside.ts';
import { SIMULATED } from '../settings/fields.ts';
import type { DriveSettings } from '../settings/machine-settings.ts';
import { pathPresence, worldPresence } from '../supervision/presence.ts';
import { worldBlockDevices } from '../world/block-devices.ts';
import { bodyOf, servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';
import type { SimulatedBody } from './simulated-body.ts';

export interface DriveBlueprint extends Blueprint<OpticalDrive> {
  /** Of the settings, in multiples of 1 385 kB/s. */
  readonly maximumSpeed: number;
}

/** @param number from 1: its tray is `tray:<number>`. */
export function driveBlueprint(settings: DriveSettings, number: number): DriveBlueprint {
  const name = `drive${number}`;
  const { device, driver } = settings;
  return {
    name,
    driver,
    address: device,
    maximumSpeed: settings.speed,
    supervision(surroundings) {
      const isSimulated = device === SIMULATED;
      return {
        name: `Drive ${number}`,
        address: device,
        open: () => openDrive(settings, number, surroundings),
        presence: isSimulated
          ? worldPresence(bodyOf(surroundings).world, 'drive', number)
          : pathPresence(device, surroundings.clock),
        clock: surroundings.clock,
        logger: surroundings.logger,
      };
    },
  };
}

function openDrive(
  settings: DriveSettings,
  number: number,
  surroundings: Surroundings,
): Promise<OpticalDrive> {
  const shared = {
    ...servicesFor(surroundings, `drive${number}`),
    device: settings.device,
    maximumSpeed: settings.speed,
  };
  if (settings.driver === 'growisofs') {
    return openGrowisofsDrive({ ...shared, programs: settings.programs });
  }
  if (settings.device !== SIMULATED) {
    return openCdrskinDrive({ ...shared, program: settings.program, leadingArguments: [] });
  }
  const body = bodyOf(surroundings);
  return openCdrskinDrive({
    ...shared,
    ...standInOf(body),
    device: body.world.devicePath(number),
    openBlockDevice: worldBlockDevices(body.world, number),
  });
}

function standInOf({ options }: SimulatedBody) {
  const { clock, rate, standIn, world } = options;
  if (standIn !== 'inside') return standIn;
  return { program: 'inside', leadingArguments: [], launch: recorderInside(world, rate, clock) };
}
