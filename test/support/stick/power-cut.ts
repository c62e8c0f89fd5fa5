import {
  type FileOperations,
  fileOperations,
} from '../../../app/delivery/stick/file-operations.ts';

/** What happens instead of an operation; nothing happens after it. */
export class PowerCut extends Error {}

export interface CutFiles {
  readonly files: FileOperations;
  /** How many operations that change something were begun. */
  readonly count: () => number;
}

/**
 * Real files, until the power goes at operation number `cutAt` (from 0) of those that change something. A cut writing leaves half
 * of its bytes.
 *
 * @param error what the operation throws; then everything goes on. Without it, the power is gone for good.
 */
export function filesUntil(cutAt: number, error: Error | null = null): CutFiles {
  let done = 0;
  let isDead = false;
  const step = <T>(act: () => T, half: () => void = () => {}): T => {
    if (isDead) throw new PowerCut();
    if (done++ === cutAt) {
      half();
      if (error !== null) throw error;
      isDead = true;
      throw new PowerCut();
    }
    return act();
  };
  const alive = <T>(act: () => T): T => {
    if (isDead) throw new PowerCut();
    return act();
  };
  const real = fileOperations;
  const files: FileOperations = {
    read: (path) => alive(() => real.read(path)),
    withSource: (path, use) => alive(() => real.withSource(path, use)),
    list: (folder) => alive(() => real.list(folder)),
    freeBytes: (folder) => alive(() => real.freeBytes(folder)),
    makeFolder: (folder) => step(() => real.makeFolder(folder)),
    create(path, mode) {
      const file = step(() => real.create(path, mode));
      return {
        write: (bytes) =>
          step(
            () => file.write(bytes),
            () => file.write(bytes.subarray(0, bytes.length >> 1)),
          ),
        sync: () => step(() => file.sync()),
        close: () => file.close(),
      };
    },
    appendAt: (path, from, bytes, mode) =>
      step(
        () => real.appendAt(path, from, bytes, mode),
        () => real.appendAt(path, from, bytes.subarray(0, bytes.length >> 1), mode),
      ),
    rename: (from, to) => step(() => real.rename(from, to)),
    remove: (path) => step(() => real.remove(path)),
    syncFolder: (folder) => step(() => real.syncFolder(folder)),
  };
  return { files, count: () => done };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
