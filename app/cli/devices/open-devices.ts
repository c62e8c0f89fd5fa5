import { join } from 'node:path';
import type { WireTap } from '../../../drivers/contract/device.ts';
import {
  listDevices,
  openDevice,
  type DeviceKind,
  type DeviceOfKind,
  type ListedDevice,
  type OneDevice,
} from '../../../drivers/open-device.ts';
import { openMachine, type OpenMachineOptions } from '../../../drivers/open-machine.ts';
import {
  findMachineSettings,
  type FoundSettings,
} from '../../../drivers/settings/find-settings.ts';
import { readMachineSettings } from '../../../drivers/settings/read-settings.ts';
import { simulatedMachineSettings } from '../../../drivers/simulated-machine.ts';
import { systemClock } from '../../foundation/clock.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { dataFolders, installation } from '../installation.ts';
import { refuseWhileKioskRuns } from './running-kiosk.ts';

const SIMULATED_CONTENTS = { drives: 2, slots: 8, blanks: 50, paper: 100, burnRate: 10 };

export interface MachineFlags {
  /** The settings file of the devices. */
  readonly machine?: string;
}

/**
 * The settings that a kiosk started here would have: those of `--machine`, of `DIPTYCH_MACHINE`, of `machine.json` in its
 * data folder, else the simulated machine of `npm start`.
 */
export function settingsHere({ machine }: MachineFlags): FoundSettings {
  return findMachineSettings(
    machine ?? process.env['DIPTYCH_MACHINE'],
    dataFolders().kiosk,
    simulatedMachineSettings(SIMULATED_CONTENTS),
  );
}

/** Those of a kiosk that runs, by its own word; of one without a file, the simulated machine. */
export function settingsOf(file: string | null): FoundSettings {
  const settings =
    file === null ? simulatedMachineSettings(SIMULATED_CONTENTS) : readMachineSettings(file);
  return { file, settings };
}

/** The devices of the settings; none is opened. */
export function listDevicesHere(flags: MachineFlags): ListedDevice[] {
  return listDevices(settingsHere(flags).settings);
}

function optionsHere(flags: MachineFlags): OpenMachineOptions {
  return {
    settings: settingsHere(flags).settings,
    folder: join(dataFolders().kiosk, 'machine'),
    standIn: { program: process.execPath, leadingArguments: [installation.simulatedCdrskin] },
    clock: systemClock,
    logger: silentLogger,
    randomness: systemRandomness,
  };
}

/** Opens all devices of the settings, as a kiosk does. */
export function openMachineHere(flags: MachineFlags) {
  return openMachine(optionsHere(flags));
}

/**
 * Opens one device of the settings without the others.
 *
 * @throws AppError `DEVICES_IN_USE` while a kiosk runs here, or what the driver says.
 * @param number of several of its class, from 1.
 */
export async function openDeviceHere<Kind extends DeviceKind>(
  kind: Kind,
  flags: MachineFlags,
  number = 1,
  tap?: WireTap,
): Promise<OneDevice<Kind>> {
  await refuseWhileKioskRuns(dataFolders().kiosk);
  return openDevice(kind, number, { ...optionsHere(flags), tap });
}

/** Opens one device, closes it when `use` is done. */
export async function withDeviceHere<Kind extends DeviceKind, Result>(
  kind: Kind,
  flags: MachineFlags,
  use: (device: DeviceOfKind[Kind]) => Promise<Result>,
  number = 1,
): Promise<Result> {
  const one = await openDeviceHere(kind, flags, number);
  try {
    return await use(one.device);
  } finally {
    await one.close();
  }
}
