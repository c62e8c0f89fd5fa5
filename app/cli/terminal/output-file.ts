import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { AppError, isAppError } from '../../foundation/errors.ts';

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
      this.#descriptor = openSync(this.#partial, 'w+');
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
      throw this.#notWritten((cause as NodeJS.ErrnoException).code, cause);
    }
  }

  /**
   * Has the whole file written by others, each part to its place.
   *
   * @param size bytes, which the file has from the begin.
   * @param write given the descriptor; throws AppError `SPLIT_NOT_WRITTEN` where the file cannot be written.
   * @throws AppError `OUTPUT_DISK_FULL` or `OUTPUT_NOT_WRITABLE`; what `write` throws else.
   */
  async fill(size: number, write: (descriptor: number) => Promise<void>): Promise<void> {
    try {
      ftruncateSync(this.#descriptor, size);
    } catch (cause) {
      throw this.#notWritten((cause as NodeJS.ErrnoException).code, cause);
    }
    try {
      await write(this.#descriptor);
    } catch (cause) {
      if (isAppError(cause, 'SPLIT_NOT_WRITTEN')) {
        throw this.#notWritten(cause.context['system'], cause);
      }
      throw cause;
    }
  }

  #notWritten(system: unknown, cause: unknown): AppError {
    const full = system === 'ENOSPC';
    return new AppError(
      full ? 'OUTPUT_DISK_FULL' : 'OUTPUT_NOT_WRITABLE',
      full ? `There is no room left for ${this.#path}.` : `${this.#path} cannot be written.`,
      { remedy: 'call-attendant', cause },
    );
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
