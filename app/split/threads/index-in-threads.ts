import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { ByteSource, FilePart } from '../../foundation/byte-source.ts';
import { CoverageTally } from '../coverage.ts';
import { splitError } from '../errors.ts';
import { createIndexBuilder } from '../index-builder.ts';
import { type IndexedWhere, IndexWriter } from '../index-writer.ts';
import { measureRate } from '../measure-rate.ts';
import type { IndexOptions, IndexSummary, PassOptions } from '../types.ts';
import { EngineThread } from './engine-thread.ts';
import { partsSource } from './file-parts.ts';
import { cutFilm, type FilmSegment } from './film-segments.ts';
import { blocksOf, type IndexedSegment } from './index-segment.ts';
import { threadError } from './thread-error.ts';

/** Bytes of film that a thread indexes at one go; some tenths of a second of work. */
const SEGMENT = 8 << 20;
/** Smaller films are indexed before threads have started. */
const WORTH_THREADS = 64 << 20;
/** Segments that each thread has or has done before they are written: of each, some hundred KiB are kept. */
const AHEAD = 3;
/** Bytes hashed at one go. */
const PIECE = 1 << 20;

export interface FilmPass extends PassOptions {
  /** As many as there are cores where left out; 1: this one alone. */
  readonly threads?: number;
  /** Bytes that a segment has at least. */
  readonly segment?: number;
}

/** An index that lacks only its end. */
export interface FilmIndex {
  /** Bytes that the map area must have. */
  readonly mapRoom: number;
  /** As `IndexBuilder.finish`. */
  finish(where: IndexedWhere): IndexSummary;
}

/**
 * Indexes a film whole: the same bytes as `createIndexBuilder` gives, by several threads where the film lies in files and NAV packs
 * lead through it.
 *
 * @param film the bytes of the VOBs, one after another.
 * @throws the signal's reason if it aborts; what the engine throws.
 */
export async function indexFilm(
  film: ByteSource,
  sink: (bytes: Uint8Array) => void,
  options: IndexOptions,
  pass: FilmPass = {},
): Promise<FilmIndex> {
  const { threads = availableParallelism(), segment = SEGMENT } = pass;
  const { files } = film;
  const segments =
    files === undefined || threads < 2 || (film.size < WORTH_THREADS && pass.segment === undefined)
      ? []
      : cutFilm(film, segment);
  if (files === undefined || segments.length < 2) {
    const builder = createIndexBuilder(sink, options);
    await builder.add(film, [{ offset: 0, length: film.size }], pass);
    return builder;
  }
  const indexing = new SegmentedFilm(files, segments, sink, options);
  return indexing.run(Math.min(threads, segments.length), pass);
}

/** A film that is indexed segment by segment, and written in order. */
class SegmentedFilm {
  readonly #files: readonly FilePart[];
  readonly #film: ByteSource;
  readonly #options: IndexOptions;
  readonly #writer: IndexWriter;
  readonly #tally = new CoverageTally();
  readonly #digest = createHash('sha256');
  readonly #segments: FilmSegment[];

  constructor(
    files: readonly FilePart[],
    segments: readonly FilmSegment[],
    sink: (bytes: Uint8Array) => void,
    options: IndexOptions,
  ) {
    this.#files = files;
    this.#film = partsSource(files);
    this.#segments = [...segments];
    this.#options = options;
    this.#writer = new IndexWriter(sink);
  }

  async run(threads: number, pass: FilmPass): Promise<FilmIndex> {
    const helpers = Array.from({ length: threads }, () => new EngineThread());
    const over = new AbortController();
    const signal = AbortSignal.any([
      over.signal,
      ...(pass.signal === undefined ? [] : [pass.signal]),
    ]);
    const passes = [this.#hash(signal), this.#write(helpers, signal, pass)];
    try {
      await Promise.all(passes);
    } catch (error) {
      over.abort(error);
      throw error;
    } finally {
      await Promise.all(helpers.map((helper) => helper.end()));
      await Promise.allSettled(passes);
    }
    const sha256 = this.#digest.digest('hex');
    return {
      mapRoom: this.#writer.mapRoom,
      finish: (where) => this.#writer.finish(where, sha256, this.#tally, this.#options),
    };
  }

  /** Has segments indexed ahead, and writes each when its turn has come. */
  async #write(
    helpers: readonly EngineThread[],
    signal: AbortSignal,
    pass: FilmPass,
  ): Promise<void> {
    const bytesPerTick = measureRate(this.#film, [{ offset: 0, length: this.#film.size }]);
    const asked = new Map<number, Promise<IndexedSegment>>();
    let next = 0;
    const ask = (number: number) => {
      const found = this.#ask(helpers, number, bytesPerTick);
      // Whether it failed is heard when its turn has come, if it comes.
      found.catch(() => {});
      asked.set(number, found);
    };
    // Segments that are joined to a damaged one: twice as many each time, so that a film that is all damaged costs twice at most.
    let joined = 1;
    for (let number = 0; number < this.#segments.length; number++) {
      const ahead = Math.min(this.#segments.length, number + helpers.length * AHEAD);
      while (next < ahead) ask(next++);
      const found = await asked.get(number);
      asked.delete(number);
      signal.throwIfAborted();
      if (found === undefined) throw noAnswer();
      const last = found.endsDamaged ? this.#join(number, joined) : number;
      if (last > number) {
        ask(last);
        next = Math.max(next, last + 1);
        joined *= 2;
        number = last - 1;
        continue;
      }
      joined = 1;
      for (const block of blocksOf(found)) this.#writer.add(block);
      this.#tally.merge(found.counts);
      pass.onProgress?.(this.#segments[number]?.to ?? 0, this.#film.size);
    }
  }

  /**
   * A damaged end may reach into what follows: all is indexed as one, as one thread would.
   *
   * @returns the segment that stands for all of them; the same where none follows.
   */
  #join(number: number, more: number): number {
    const last = Math.min(number + more, this.#segments.length - 1);
    const [first, end] = [this.#segments[number], this.#segments[last]];
    if (first !== undefined && end !== undefined) {
      this.#segments[last] = { from: first.from, to: end.to };
    }
    return last;
  }

  async #ask(
    helpers: readonly EngineThread[],
    number: number,
    bytesPerTick: number | null,
  ): Promise<IndexedSegment> {
    const [helper] = helpers.toSorted((a, b) => a.asked - b.asked);
    const segment = this.#segments[number];
    if (helper === undefined || segment === undefined) throw noAnswer();
    const { preset } = this.#options;
    const film = this.#files;
    const answer = await helper.ask({ kind: 'index', film, segment, preset, bytesPerTick });
    if (answer.kind === 'indexed') return answer.found;
    throw noAnswer();
  }

  async #hash(signal: AbortSignal): Promise<void> {
    const piece = new Uint8Array(PIECE);
    for (let at = 0; at < this.#film.size;) {
      const read = this.#film.read(at, piece);
      if (read === 0) {
        throw splitError('INDEX_EXTENTS', 'The VOBs end before their extents do.');
      }
      this.#digest.update(piece.subarray(0, read));
      at += read;
      await setImmediate();
      signal.throwIfAborted();
    }
  }
}

function noAnswer(): Error {
  return threadError('SPLIT_THREAD_FAILED', 'A thread gave an answer to another question.');
}
