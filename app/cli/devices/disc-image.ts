import { createHash } from 'node:crypto';
import type { FileSource } from '../../disc/file-source.ts';
import { AppError } from '../../foundation/errors.ts';
import { SECTOR_BYTES, sectors, type Sectors } from '../../foundation/units.ts';
import { withInput } from '../terminal/input-file.ts';

const CHUNK_BYTES = 1 << 21;

export interface DiscImage {
  readonly source: FileSource;
  readonly sectors: Sectors;
}

/**
 * Opens a disc image, and closes it when `use` is done.
 *
 * @throws AppError `INPUT_NOT_READABLE`, `IMAGE_NOT_SECTORS` if it is not made of whole sectors
 */
export function withImage<Result>(
  path: string,
  use: (image: DiscImage) => Promise<Result>,
): Promise<Result> {
  return withInput(path, async (source) => {
    if (source.size === 0 || source.size % SECTOR_BYTES !== 0) {
      throw new AppError(
        'IMAGE_NOT_SECTORS',
        `${path} is no disc image: its ${source.size} bytes are not a multiple of ${SECTOR_BYTES}.`,
        { remedy: 'reject-input', context: { path, bytes: source.size } },
      );
    }
    return use({ source, sectors: sectors(source.size / SECTOR_BYTES) });
  });
}

/** SHA-256 of an image, lower-case hex; yields to the event loop between chunks so that Ctrl-C is heard. */
export async function hashImage(
  { source }: DiscImage,
  onProgress: (percent: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let position = 0; position < source.size;) {
    signal.throwIfAborted();
    const length = source.read(position, buffer);
    if (length === 0) {
      throw new AppError('INPUT_TRUNCATED', 'The file became shorter while it was read.', {
        remedy: 'retry',
      });
    }
    hash.update(buffer.subarray(0, length));
    position += length;
    onProgress((100 * position) / source.size);
    await new Promise(setImmediate);
  }
  return hash.digest('hex');
}
