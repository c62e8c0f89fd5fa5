import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { AppError } from '../../foundation/errors.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';

const CHUNK_BYTES = 1 << 20;

/** A file that exists whole or not at all: written beside its name, renamed when done. */
export class OutputFile {
  readonly #path: string;
  readonly #partial: string;
  readonly #descriptor: number;

  /** @throws AppError `OUTPUT_NOT_WRITABLE` */
  constructor(path: string) {
    this.#path = path;
    this.#partial = `${path}.part`;
    try {
      this.#descriptor = openSync(this.#partial, 'w');
    } catch (cause) {
      throw new AppError('OUTPUT_NOT_WRITABLE', `${path} cannot be written.`, {
        remedy: 'reject-input',
        cause,
      });
    }
  }

  /** @throws AppError `OUTPUT_DISK_FULL` or `OUTPUT_NOT_WRITABLE` */
  write(bytes: Uint8Array): void {
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(this.#descriptor, bytes, written);
      }
    } catch (cause) {
      const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
      throw new AppError(
        full ? 'OUTPUT_DISK_FULL' : 'OUTPUT_NOT_WRITABLE',
        full ? `There is no room left for ${this.#path}.` : `${this.#path} cannot be written.`,
        { remedy: 'call-attendant', cause },
      );
    }
  }

  /** Gives the file its name. */
  finish(): void {
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    renameSync(this.#partial, this.#path);
  }

  /** Leaves nothing behind. */
  discard(): void {
    closeSync(this.#descriptor);
    rmSync(this.#partial, { force: true });
  }
}

/** Writes what `fill` gives, and leaves nothing behind if it fails. */
export async function writeOutput<Result>(
  path: string,
  fill: (file: OutputFile) => Promise<Result>,
): Promise<Result> {
  const file = new OutputFile(path);
  let result: Result;
  try {
    result = await fill(file);
  } catch (error) {
    file.discard();
    throw error;
  }
  file.finish();
  return result;
}

/** All bytes of a source, chunk by chunk; yields to the event loop between chunks so that Ctrl-C is heard. */
export async function copySource(
  source: ByteSource,
  file: OutputFile,
  options: {
    readonly signal: AbortSignal;
    readonly onProgress: (done: number, total: number) => void;
    readonly onChunk?: (bytes: Uint8Array) => void;
  },
): Promise<void> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let position = 0; position < source.size;) {
    options.signal.throwIfAborted();
    const count = source.read(position, buffer);
    if (count === 0) {
      throw new AppError('INPUT_TRUNCATED', 'The file became shorter while it was read.', {
        remedy: 'retry',
      });
    }
    const part = buffer.subarray(0, count);
    options.onChunk?.(part);
    file.write(part);
    position += count;
    options.onProgress(position, source.size);
    await new Promise(setImmediate);
  }
}
