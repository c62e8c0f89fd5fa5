import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first executable file of one of these names on `PATH`, or null. */
export function findOnPath(names: readonly string[], environment: Environment): string | null {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found !== undefined) return found;
  }
  return null;
}

/** Chromium as Debian names it, then as others do. */
export function findChromium(environment: Environment): string | null {
  return findOnPath(['chromium', 'chromium-browser'], environment);
}

/**
 * The Electron binary, or null where only its npm package is installed.
 *
 * Looks at files alone: to load the module `electron` in plain Node would download the binary (electron 45, `index.js`).
 * `ELECTRON_OVERRIDE_DIST_PATH` is honoured as that module honours it.
 *
 * @param packageFolder folder of the npm package; null where it is not installed.
 */
export function findElectron(
  environment: Environment,
  packageFolder: string | null = electronPackageFolder(),
): string | null {
  const executable = packageFolder === null ? null : readLine(join(packageFolder, 'path.txt'));
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined && override !== '') {
    return executableOrNull(join(override, executable ?? 'electron'));
  }
  if (packageFolder === null || executable === null) return null;
  return executableOrNull(join(packageFolder, 'dist', executable));
}

function electronPackageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch {
    return null;
  }
}

function executableOrNull(path: string): string | null {
  return isExecutable(path) ? path : null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
