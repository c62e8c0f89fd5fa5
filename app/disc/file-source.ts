import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource, FilePart } from '../foundation/byte-source.ts';

/** A byte source that holds a file open. */
export interface FileSource extends ByteSource {
  readonly files: readonly FilePart[];
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
  const bytes = size ?? fstatSync(descriptor).size;
  let open = true;
  return {
    size: bytes,
    files: [{ descriptor, offset: 0, length: bytes }],
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
