import {
  closeSync,
  fsyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import type { ByteSource } from '../../foundation/byte-source.ts';

/** The receipts of a hundred showings, each resumed as often as may be, are shorter. */
const LONGEST_TEXT = 4 << 20;

/** A file that is being written. */
export interface NewFile {
  write(bytes: Uint8Array): void;
  /** Holds afterwards: what was written survives a power cut. */
  sync(): void;
  close(): void;
}

/**
 * All that is done to files of sticks and of the player's copies of receipts: one seam, so that a test can cut the power
 * between any two operations. Throws the errors of `node:fs`.
 */
export interface FileOperations {
  /** A file of text, at most {@link LONGEST_TEXT} bytes of it; null where there is no such file. */
  read(path: string): string | null;
  /** Gives `use` the bytes of a file, for as long as it runs. */
  withSource<T>(path: string, use: (source: ByteSource) => T): T;
  /** Names in a folder, sorted; none where it is not there. */
  list(folder: string): readonly string[];
  makeFolder(folder: string): void;
  create(path: string, mode: number): NewFile;
  /** Cuts a file to `from` bytes and writes `bytes` behind them, made where it is missing; synced when it returns. */
  appendAt(path: string, from: number, bytes: Uint8Array, mode: number): void;
  rename(from: string, to: string): void;
  /** A file, or a folder with all that is in it; nothing where it is not there. */
  remove(path: string): void;
  /** Makes new names in a folder survive a power cut. */
  syncFolder(folder: string): void;
  freeBytes(folder: string): number;
}

function withDescriptor<T>(descriptor: number, use: (descriptor: number) => T): T {
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  return withDescriptor(openSync(path, 'r'), (descriptor) =>
    use({
      size: fstatSync(descriptor).size,
      read(position, into) {
        let done = 0;
        while (done < into.length) {
          const read = readSync(descriptor, into, done, into.length - done, position + done);
          if (read === 0) break;
          done += read;
        }
        return done;
      },
    }),
  );
}

function writeAll(descriptor: number, bytes: Uint8Array, position: number | null): void {
  for (let done = 0; done < bytes.length;) {
    const at = position === null ? null : position + done;
    done += writeSync(descriptor, bytes, done, bytes.length - done, at);
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

export const fileOperations: FileOperations = {
  read(path) {
    try {
      return withFile(path, (file) => {
        const bytes = Buffer.alloc(Math.min(file.size, LONGEST_TEXT));
        return bytes.toString('utf8', 0, file.read(0, bytes));
      });
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
      throw error;
    }
  },
  withSource: withFile,
  list(folder) {
    try {
      return readdirSync(folder).toSorted();
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return [];
      throw error;
    }
  },
  makeFolder: (folder) => void mkdirSync(folder, { recursive: true, mode: 0o700 }),
  create(path, mode) {
    const descriptor = openSync(path, 'wx', mode);
    return {
      write: (bytes) => writeAll(descriptor, bytes, null),
      sync: () => fsyncSync(descriptor),
      close: () => closeSync(descriptor),
    };
  },
  appendAt(path, from, bytes, mode) {
    withDescriptor(openForAppend(path, mode), (descriptor) => {
      if (fstatSync(descriptor).size > from) ftruncateSync(descriptor, from);
      writeAll(descriptor, bytes, from);
      fsyncSync(descriptor);
    });
  },
  rename: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  syncFolder: (folder) => withDescriptor(openSync(folder, 'r'), fsyncSync),
  freeBytes(folder) {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
};

function openForAppend(path: string, mode: number): number {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    return openSync(path, 'wx', mode);
  }
}
