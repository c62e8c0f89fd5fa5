import { MAXIMUM_IMAGE_SECTORS } from '../foundation/units.ts';
import { discError } from './disc-error.ts';
import { type RunOptions, runProgram } from './run-program.ts';

export interface ImageRequest extends RunOptions {
  /** Working folder; `folder` and `output` are names in it. */
  readonly cwd: string;
  /** Folder that holds `VIDEO_TS`. */
  readonly folder: string;
  readonly output: string;
  readonly volumeId: string;
  /** 0 to 100. */
  readonly onProgress?: ((percent: number) => void) | undefined;
}

/**
 * Makes the bridge image (ISO 9660 and UDF 1.02) of a DVD-Video folder. Folders beside `VIDEO_TS` come after it.
 *
 * @throws AppError `DISC_TOO_LARGE` before anything is written; what `runProgram` throws.
 */
export async function makeImage(request: ImageRequest): Promise<void> {
  const { folder, output, onProgress } = request;
  const options = ['-dvd-video', '-udf', '-V', volumeName(request.volumeId), '-A', 'DIPTYCH'];
  const size = await runProgram({
    ...request,
    program: 'genisoimage',
    args: ['-quiet', '-print-size', ...options, folder],
  });
  const sectors = Number(size.trim());
  if (sectors > MAXIMUM_IMAGE_SECTORS) {
    throw discError('DISC_TOO_LARGE', 'The image is larger than a blank disc.', {
      sectors,
      maximumSectors: MAXIMUM_IMAGE_SECTORS,
    });
  }
  await runProgram({
    ...request,
    program: 'genisoimage',
    args: [...options, '-o', output, folder],
    onLine(line) {
      const match = /^\s*([\d.]+)% done/.exec(line);
      if (match) onProgress?.(Number(match[1]));
    },
  });
}

/** A name in d-characters (ECMA-119 §7.4.1), at most 32. */
export function volumeName(text: string): string {
  const name = text
    .toUpperCase()
    .replace(/[^A-Z0-9_]+/g, '_')
    .slice(0, 32);
  return name === '' ? 'DVD_VIDEO' : name;
}
