import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Environment } from './find-program.ts';

/** What every launcher needs to know of the machine. */
export interface LauncherOptions {
  readonly binary: string;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isRoot: boolean;
}

/** Chromium, and Electron with it, refuses to run as root with its sandbox on. */
export function sandboxArguments({ isRoot, logger }: LauncherOptions): readonly string[] {
  if (!isRoot) return [];
  logger.warn({}, 'The window runs as root, without the sandbox. Run a kiosk as an ordinary user.');
  return ['--no-sandbox'];
}
