import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Clock, systemClock } from '../foundation/clock.ts';
import { seconds } from '../foundation/units.ts';
import { announceSubtitles } from './announce-subtitles.ts';
import { discError } from './disc-error.ts';
import { Mp4Fragments } from './mp4-fragments.ts';
import { failureOf } from './run-program.ts';
import {
  SPLIT_VIEW_TYPE,
  splitViewArguments,
  type SplitViewPicture,
} from './split-view-picture.ts';

export { SPLIT_VIEW_TYPE };

/** Longer than a player waits for its complement (30 s): after it, ffmpeg itself hangs. */
const SILENCE_LIMIT = seconds(60);
const LAST_WORDS = 12;

export interface SplitViewRequest extends SplitViewPicture {
  /** The untouched main stream and the film, from the same byte on: program streams. Chunks are zeroised once ffmpeg has them. */
  readonly main: AsyncIterable<Uint8Array>;
  readonly film: AsyncIterable<Uint8Array>;
  readonly clock?: Clock;
}

/** One run of ffmpeg. It works as fast as pieces are asked for, and no faster. */
export interface SplitView {
  /**
   * The initialisation segment, then half a second of picture and sound at a time; null at the end. One call at a time. The
   * bytes are the caller's, who zeroises them.
   *
   * @throws whatever a source threw; AppError `FILM_UNREADABLE`, `AUTHORING_PROGRAM_MISSING`, `AUTHORING_PROGRAM_STALLED`.
   */
  next(): Promise<Uint8Array | null>;
  /** Ends ffmpeg at once; resolves when it is gone. A pending `next` answers null. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Draws main stream and film side by side into one video, so that both halves can never fall out of step. ffmpeg reads two
 * pipes and writes a third: nothing of the film is ever a file.
 */
export function openSplitView(request: SplitViewRequest): SplitView {
  const { main, film, subtitles, clock = systemClock } = request;
  const child = spawn('ffmpeg', splitViewArguments(request), {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C at the terminal is for us, and we end the program.
    detached: true,
  });
  const run = new FfmpegRun(child, clock);
  const told = (chunks: AsyncIterable<Uint8Array>) =>
    // Both are told: what makes their times differ would put the leaves out of step.
    subtitles === null ? chunks : announceSubtitles(chunks, subtitles.streamId);
  run.feed(child.stdio[3] as Writable, told(main));
  run.feed(child.stdio[4] as Writable, told(film));
  return run;
}

class FfmpegRun implements SplitView {
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #output: AsyncIterator<Buffer>;
  readonly #fragments = new Mp4Fragments();
  readonly #lastWords: string[] = [];
  readonly #ended: Promise<number | null>;
  #failure: { readonly error: unknown } | null = null;
  #isClosed = false;

  constructor(child: ChildProcess, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
    const stdout = child.stdout as Readable;
    this.#output = stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    child.stderr?.on('data', (bytes: Buffer) => {
      this.#lastWords.push(
        ...bytes
          .toString()
          .trim()
          .split(/[\r\n]+/),
      );
      this.#lastWords.splice(0, this.#lastWords.length - LAST_WORDS);
    });
    this.#ended = new Promise((resolve) => {
      child.once('error', (cause) => {
        this.#fail(discError('AUTHORING_PROGRAM_MISSING', 'ffmpeg is not installed.', {}, cause));
        resolve(null);
      });
      child.once('close', (code) => resolve(code));
    });
  }

  feed(pipe: Writable, chunks: AsyncIterable<Uint8Array>): void {
    // That ffmpeg went away is told by its end, not by its pipes.
    pipe.on('error', () => {});
    const run = async () => {
      for await (const chunk of chunks) {
        const isTaken = !this.#isClosed && (await written(pipe, chunk));
        chunk.fill(0);
        if (!isTaken) return;
      }
      pipe.end();
    };
    run().catch((error: unknown) => this.#fail(error));
  }

  async next(): Promise<Uint8Array | null> {
    const stop = this.#clock.after(SILENCE_LIMIT, () =>
      this.#fail(discError('AUTHORING_PROGRAM_STALLED', 'ffmpeg stopped answering.')),
    );
    try {
      for (;;) {
        const piece = this.#failure === null ? this.#fragments.next() : null;
        if (piece !== null) return piece;
        const { done, value } = await this.#output.next();
        if (done === true) return await this.#finish();
        this.#fragments.add(value);
        value.fill(0);
      }
    } catch (error) {
      if (this.#isClosed) return null;
      throw this.#failure === null ? error : this.#failure.error;
    } finally {
      stop();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#child.kill('SIGKILL');
    // What nobody reads any more would hold the end of the process back.
    for (const pipe of this.#child.stdio) pipe?.destroy();
    await this.#ended;
    this.#fragments.forget();
  }

  async #finish(): Promise<null> {
    const code = await this.#ended;
    this.#fragments.forget();
    if (this.#isClosed) return null;
    if (this.#failure !== null) throw this.#failure.error;
    if (code === 0) return null;
    const failure = failureOf('ffmpeg', this.#lastWords, { code });
    throw discError('FILM_UNREADABLE', 'ffmpeg could not draw the film.', {}, failure);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#child.kill('SIGKILL');
  }
}

/** @returns whether ffmpeg took it. */
function written(pipe: Writable, chunk: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (pipe.destroyed) resolve(false);
    else pipe.write(chunk, (error) => resolve(error === null || error === undefined));
  });
}
