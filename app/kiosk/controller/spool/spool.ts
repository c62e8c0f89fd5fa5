import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pause, type Clock } from '../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import { milliseconds, seconds } from '../../../foundation/units.ts';
import type { Stream } from '../../../orders/order-state.ts';

/** Opens a main stream at a byte; see `KioskBank.openMainStream`. */
export type OpenStream = (
  orderId: string,
  from: number,
  validator: string | null,
  signal: AbortSignal,
) => Promise<Response>;

/** Failures in a row, without a single new byte between them, after which fetching is given up. */
const FRUITLESS_TRIES = 8;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const STALLED_AFTER = seconds(30);

/** Keeps main streams on disk from when they are fetched until their disc is ready. What was fetched is resumed. */
export class Spool {
  readonly #folder: string;
  readonly #openStream: OpenStream;
  readonly #clock: Clock;

  constructor(folder: string, openStream: OpenStream, clock: Clock) {
    this.#folder = folder;
    this.#openStream = openStream;
    this.#clock = clock;
  }

  /** Where the checked stream of an order lies, once {@link fetch} has resolved. */
  pathOf(orderId: string): string {
    return join(this.#folder, `${orderId}.iso`);
  }

  /**
   * Fetches a main stream whole, resuming what is there, and checks it against its description.
   *
   * @throws AppError `SPOOL_MISMATCH` (what came is not what was described, twice), or the last failure once it failed
   *   too often without progress: `SPOOL_STALLED`, `SPOOL_CUT_OFF` or the bank's.
   */
  async fetch(
    orderId: string,
    stream: Stream,
    onProgress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    if (await isWhole(this.pathOf(orderId), stream)) return;
    for (let pass = 1; ; pass += 1) {
      await this.#fetchAll(orderId, stream, onProgress, signal);
      if (await isWhole(this.#partOf(orderId), stream)) break;
      await this.discard(orderId);
      if (pass === 1) continue;
      throw new AppError('SPOOL_MISMATCH', 'What the bank sent is not what it described.', {
        remedy: 'call-attendant',
        context: { orderId },
      });
    }
    await rename(this.#partOf(orderId), this.pathOf(orderId));
    await rm(this.#validatorOf(orderId), { force: true });
  }

  async discard(orderId: string): Promise<void> {
    const paths = [this.pathOf(orderId), this.#partOf(orderId), this.#validatorOf(orderId)];
    for (const path of paths) await rm(path, { force: true });
  }

  /** Removes the streams of all orders but `kept`. */
  async discardAllBut(kept: ReadonlySet<string>): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      const orderId = name.split('.')[0] ?? '';
      if (!kept.has(orderId)) await rm(join(this.#folder, name), { force: true });
    }
  }

  async #fetchAll(
    orderId: string,
    stream: Stream,
    onProgress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (let fruitless = 0; ;) {
      const before = await sizeOf(this.#partOf(orderId));
      if (before === stream.bytes) return;
      try {
        await this.#fetchSome(orderId, stream, onProgress, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (isAppError(error) && error.remedy !== 'retry') throw error;
        const after = await sizeOf(this.#partOf(orderId));
        fruitless = after > before ? 0 : fruitless + 1;
        if (fruitless >= FRUITLESS_TRIES) throw error;
        const wait = Math.min(FIRST_PAUSE * 2 ** fruitless, LONGEST_PAUSE);
        await pause(this.#clock, milliseconds(wait), signal);
      }
    }
  }

  /** One request: appends what comes to the part that is there, or begins anew where the bank answers whole. */
  async #fetchSome(
    orderId: string,
    stream: Stream,
    onProgress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const validator = await readText(this.#validatorOf(orderId));
    const have = await sizeOf(this.#partOf(orderId));
    const from = validator === null || have > stream.bytes ? 0 : have;
    const stalled = new AbortController();
    const either = AbortSignal.any([signal, stalled.signal]);
    const response = await this.#openStream(orderId, from, validator, either);
    const start = response.status === 206 ? from : 0;
    const etag = response.headers.get('etag');
    if (start === 0) await this.#noteValidator(orderId, etag);
    let done = start;
    let stopWatch = () => {};
    const watch = () => {
      stopWatch();
      stopWatch = this.#clock.after(STALLED_AFTER, () => stalled.abort());
    };
    const file = await open(this.#partOf(orderId), start === 0 ? 'w' : 'r+');
    try {
      watch();
      for await (const chunk of response.body ?? []) {
        await file.write(chunk, 0, chunk.length, done);
        done += chunk.length;
        if (done > stream.bytes) break;
        onProgress(done);
        watch();
      }
      await file.datasync();
    } catch (cause) {
      signal.throwIfAborted();
      throw cutOff(stalled.signal.aborted ? 'SPOOL_STALLED' : 'SPOOL_CUT_OFF', done, cause);
    } finally {
      stopWatch();
      await file.close();
    }
    if (done < stream.bytes) throw cutOff('SPOOL_CUT_OFF', done, null);
    if (done > stream.bytes) {
      throw new AppError('SPOOL_MISMATCH', 'The bank sent more than it described.', {
        remedy: 'call-attendant',
        context: { orderId, described: stream.bytes },
      });
    }
  }

  async #noteValidator(orderId: string, etag: string | null): Promise<void> {
    if (etag === null) await rm(this.#validatorOf(orderId), { force: true });
    else await writeFile(this.#validatorOf(orderId), etag);
  }

  #partOf(orderId: string): string {
    return join(this.#folder, `${orderId}.part`);
  }

  #validatorOf(orderId: string): string {
    return join(this.#folder, `${orderId}.etag`);
  }
}

function cutOff(code: 'SPOOL_STALLED' | 'SPOOL_CUT_OFF', done: number, cause: unknown): AppError {
  const message = 'The line to the bank broke in mid-stream.';
  return new AppError(code, message, { remedy: 'retry', context: { done }, cause });
}

async function isWhole(path: string, stream: Stream): Promise<boolean> {
  if ((await sizeOf(path)) !== stream.bytes) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex') === stream.sha256;
}

/** Zero where there is no such file. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
