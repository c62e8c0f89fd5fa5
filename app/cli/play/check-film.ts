import { createHash } from 'node:crypto';
import { AppError } from '../../foundation/errors.ts';
import { imageOf } from '../../player/output/film-reader.ts';
import { pourFilm } from '../../player/output/pour-film.ts';
import type { SynthesisDevice } from '../../player/ports.ts';

/**
 * Reads every byte of the master through the synthesis, no faster than viewing is allowed to go.
 *
 * @throws AppError `SPLIT_DISC_DAMAGED` with block and byte where the disc is not as it was burned; `PLAY_DISC_NOT_WHOLE` where the
 *   sum of all is not the master's; what {@link SynthesisDevice.read} throws.
 */
export async function checkFilm(
  device: SynthesisDevice,
  signal: AbortSignal,
  onProgress: (percent: number) => void,
): Promise<void> {
  const hash = createHash('sha256');
  let done = 0;
  await pourFilm({ film: imageOf(device), first: 0, last: device.size - 1, signal }, (bytes) => {
    hash.update(bytes);
    done += bytes.length;
    onProgress((100 * done) / device.size);
    return Promise.resolve();
  });
  const found = hash.digest('hex');
  if (found !== device.head.masterSha256) {
    throw new AppError('PLAY_DISC_NOT_WHOLE', 'Disc and complement do not give the master.', {
      remedy: 'reject-input',
      context: { found, master: device.head.masterSha256 },
    });
  }
}
