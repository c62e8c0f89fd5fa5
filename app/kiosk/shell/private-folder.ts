import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../foundation/logger.ts';
import type { Environment } from './find-program.ts';

/** A folder that only its owner may enter, gone when disposed of. */
export interface PrivateFolder {
  readonly path: string;
  /** Deletes the folder; one that cannot be deleted is logged, and stays private. Never rejects. */
  dispose(): Promise<void>;
}

export interface PrivateFolderOptions {
  readonly environment: Environment;
  readonly logger: Logger;
}

/** Makes a folder of mode 0700 (as `mkdtemp(3)` does), in memory where the system offers that (`XDG_RUNTIME_DIR`). */
export async function makePrivateFolder(options: PrivateFolderOptions): Promise<PrivateFolder> {
  const { environment, logger } = options;
  const parent = environment['XDG_RUNTIME_DIR'] || environment['TMPDIR'] || tmpdir();
  const path = await mkdtemp(join(parent, 'diptych-shell-'));
  return {
    path,
    async dispose() {
      try {
        await rm(path, { recursive: true, force: true, maxRetries: 5 });
      } catch (error) {
        logger.warn({ path, error: String(error) }, 'The folder of a window could not be deleted.');
      }
    },
  };
}
