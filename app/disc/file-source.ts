import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../foundation/byte-source.ts';

/** A byte source that holds a file open. */
export interface FileSource extends ByteSource {
  /** May be called more than once. Reading afterwards throws `EBADF`. */
  close(): void;
}

/**
 * Opens a file for reading.
 *
 * @param size for block devices, whose size is not in their directory entry.
 * @throws the errors of `node:fs`: who knows what the file is wraps them.
 */
export function openFileSource(path: string, size?: number): FileSource {
  const descriptor = openSync(path, 'r');
  let open = true;
  return {
    size: size ?? fstatSync(descriptor).size,
    read(position, into) {
      let filled = 0;
      while (filled < into.length) {
        const count = readSync(descriptor, into, filled, into.length - filled, position + filled);
        if (count === 0) break;
        filled += count;
      }
      return filled;
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}
