import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock, type Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import { ChromiumLauncher } from './chromium-launcher.ts';
import { ElectronLauncher } from './electron-launcher.ts';
import { findChromium, findElectron, type Environment } from './find-program.ts';
import type { Shell } from './shell.ts';
import { createStderrLogger } from './stderr-logger.ts';

/** A shell, or why there is none: a sentence for a person. */
export type ShellChoice =
  | { readonly shell: Shell; readonly reason: string }
  | { readonly shell: null; readonly reason: string };

export interface ShellSurroundings {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Path of an installed Electron binary, or null. */
  readonly electron: string | null;
  /** Path of an installed Chromium, or null. */
  readonly chromium: string | null;
  /** The bundled Electron main program. */
  readonly electronProgram: string;
  /** Whether we are root, whom Chromium refuses to serve with its sandbox on. */
  readonly isRoot: boolean;
}

/** Electron if its binary is installed, else Chromium, else none; none without a display. */
export function chooseShell(given: Partial<ShellSurroundings> = {}): ShellChoice {
  const { electron, chromium, environment, ...rest } = { ...surroundings(), ...given };
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) {
    return {
      shell: null,
      reason: 'There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.',
    };
  }
  const options = { ...rest, environment };
  if (electron !== null && existsSync(options.electronProgram)) {
    const shell = new ElectronLauncher({ ...options, binary: electron });
    return { shell, reason: `Electron is installed: ${electron}` };
  }
  if (chromium !== null) {
    const shell = new ChromiumLauncher({ ...options, binary: chromium });
    return { shell, reason: `No Electron binary is installed; Chromium is: ${chromium}` };
  }
  return { shell: null, reason: 'Neither an Electron binary nor Chromium is installed.' };
}

function surroundings(): ShellSurroundings {
  return {
    environment: process.env,
    clock: systemClock,
    logger: createStderrLogger(systemClock),
    electron: findElectron(process.env),
    chromium: findChromium(process.env),
    electronProgram: join(installationRoot(), 'dist', 'shell-main.cjs'),
    isRoot: process.getuid?.() === 0,
  };
}

/** The nearest folder above with a `package.json`, both from `dist/` and from the sources. */
function installationRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  return folder;
}
