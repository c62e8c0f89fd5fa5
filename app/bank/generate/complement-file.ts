import { open, rename, rm } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/**
 * Writes `pieces` to `path`, for its owner's eyes alone: first beside it, then, once all is on the disk, under its name.
 *
 * @throws the errors of `node:fs` and of `pieces`; the signal's reason; nothing is left behind then.
 */
export async function writeComplementFile(
  path: string,
  pieces: Iterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    const file = await open(unfinished, 'w', 0o600);
    try {
      for (const piece of pieces) {
        await file.writeFile(piece);
        await setImmediate();
        signal?.throwIfAborted();
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
