import { writeSync } from 'node:fs';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { threadError } from './thread-error.ts';

/** What the threads of one copy share: the number of the next stretch, how many are done, and whether to leave off. */
export class Turn {
  readonly buffer: SharedArrayBuffer;
  readonly #numbers: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(12)) {
    this.buffer = buffer;
    this.#numbers = new Int32Array(buffer);
  }

  /** The next stretch, which is nobody else's. */
  take(): number {
    return Atomics.add(this.#numbers, 0, 1);
  }

  finish(): void {
    Atomics.add(this.#numbers, 1, 1);
  }

  get done(): number {
    return Atomics.load(this.#numbers, 1);
  }

  /** Has all threads leave off after the stretch that each has. */
  stop(): void {
    Atomics.store(this.#numbers, 2, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#numbers, 2) !== 0;
  }
}

/**
 * Computes one stretch after another, and writes each to its place in the file, until none is left.
 *
 * @returns an iterator that rests after each.
 * @throws AppError `SPLIT_NOT_WRITTEN`, `SPLIT_TRUNCATED`; what the source throws.
 */
export function* copyStretches(
  source: ByteSource,
  cuts: Float64Array,
  turn: Turn,
  output: number,
): Generator<void> {
  let buffer = new Uint8Array(0);
  for (;;) {
    const number = turn.take();
    const from = cuts[number];
    const to = cuts[number + 1];
    if (from === undefined || to === undefined || turn.isStopped) return;
    if (buffer.length < to - from) buffer = new Uint8Array(to - from);
    const bytes = buffer.subarray(0, to - from);
    if (source.read(from, bytes) !== bytes.length) {
      throw threadError('SPLIT_TRUNCATED', 'A file became shorter while it was read.');
    }
    writeAt(output, bytes, from);
    turn.finish();
    yield;
  }
}

function writeAt(descriptor: number, bytes: Uint8Array, position: number): void {
  try {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
    }
  } catch (error) {
    const system = error instanceof Error && 'code' in error ? String(error.code) : null;
    throw threadError('SPLIT_NOT_WRITTEN', 'The file cannot be written.', { system });
  }
}
