import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MachineSettings } from './machine-settings.ts';
import { readMachineSettings } from './read-settings.ts';

/** The settings of a machine, and where they stand; `file` is null where nobody wrote any. */
export interface FoundSettings {
  readonly settings: MachineSettings;
  readonly file: string | null;
}

/**
 * Reads the settings file that was asked for, else `machine.json` of the kiosk's data folder if it is there.
 *
 * @param fallback what the machine is where there is no file.
 * @throws AppError `MACHINE_SETTINGS_INVALID`, `MACHINE_SETTINGS_MISSING`
 */
export function findMachineSettings(
  asked: string | undefined,
  dataFolder: string,
  fallback: MachineSettings,
): FoundSettings {
  const usual = join(dataFolder, 'machine.json');
  const file = asked ?? (existsSync(usual) ? usual : null);
  if (file === null) return { settings: fallback, file: null };
  return { settings: readMachineSettings(resolve(file)), file: resolve(file) };
}
