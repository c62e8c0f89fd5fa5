import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Title } from '../../../contracts/title.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { PublicBank } from '../bank/bank-client.ts';

/** Posters and trailers, each fetched once from the bank and kept. Only what a title names is ever fetched. */
export class MediaCache {
  readonly folder: string;
  readonly #bank: Pick<PublicBank, 'openMedia'>;
  readonly #titles: () => readonly Title[];
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  readonly #running = new Map<string, Promise<string>>();

  constructor(
    folder: string,
    bank: Pick<PublicBank, 'openMedia'>,
    titles: () => readonly Title[],
    logger: Logger,
  ) {
    this.folder = folder;
    this.#bank = bank;
    this.#titles = titles;
    this.#logger = logger;
  }

  /**
   * The name of the file in {@link folder} that holds a medium; null where no title names it or it cannot be had now.
   *
   * @param path a title's `poster` or `trailer`.
   */
  async nameOf(path: string): Promise<string | null> {
    const isNamed = this.#titles().some((title) => title.poster === path || title.trailer === path);
    if (!isNamed) return null;
    try {
      return await this.#fetchOnce(path);
    } catch (error) {
      if (this.#closing.signal.aborted) return null;
      const code = isAppError(error) ? error.code : 'MEDIA_NOT_KEPT';
      this.#logger.warn({ path, code }, 'A poster or trailer could not be fetched.');
      return null;
    }
  }

  /** A poster's bytes, for the jacket; null where it cannot be had. */
  async readPoster(title: Title): Promise<Uint8Array | null> {
    const name = await this.nameOf(title.poster);
    return name === null ? null : readFile(join(this.folder, name));
  }

  /** Fetches all that is not there yet, posters first. */
  async fill(): Promise<void> {
    const titles = this.#titles();
    const posters = titles.map((title) => title.poster);
    const trailers = titles.map((title) => title.trailer);
    for (const path of [...posters, ...trailers]) {
      if (this.#closing.signal.aborted) return;
      await this.nameOf(path);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running.values());
  }

  #fetchOnce(path: string): Promise<string> {
    const running = this.#running.get(path);
    if (running !== undefined) return running;
    const fetching = this.#fetch(path).finally(() => this.#running.delete(path));
    this.#running.set(path, fetching);
    return fetching;
  }

  async #fetch(path: string): Promise<string> {
    // The name is ours: a path from outside never becomes a path in here.
    const extension = /^\.[a-z0-9]{1,5}$/.exec(extname(path).toLowerCase())?.[0] ?? '';
    const name = `${createHash('sha256').update(path).digest('hex').slice(0, 32)}${extension}`;
    const target = join(this.folder, name);
    if (await exists(target)) return name;
    await mkdir(this.folder, { recursive: true });
    const response = await this.#bank.openMedia(path, this.#closing.signal);
    const part = `${target}.part`;
    try {
      const body = Readable.from(response.body ?? []);
      await pipeline(body, createWriteStream(part), { signal: this.#closing.signal });
      await rename(part, target);
    } finally {
      await rm(part, { force: true });
    }
    return name;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
