import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type FileSource, openFileSource } from '../../disc/file-source.ts';
import type { ImageLayout } from '../../disc/image-layout.ts';
import { AppError, isAppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { openOriginals, type TitleOriginals } from '../../split/index.ts';
import { vaultError } from '../ingest/vault-error.ts';
import { ORIGINALS_FILE, readVaultRecord, type VaultRecord } from '../ingest/vault-record.ts';
import { writeTitleOriginals } from '../ingest/write-title-originals.ts';

/** Files that stay open though nobody uses them, so that a film which is asked for again and again is opened once. */
const KEPT = 8;

/** The originals of a title, held open until closed. Everybody who opened the same has the same. */
export interface OpenOriginals {
  readonly originals: TitleOriginals;
  /** May be called more than once. */
  close(): void;
}

interface Kept {
  readonly originals: TitleOriginals;
  readonly source: FileSource;
  users: number;
}

/** Opens files of originals, each once however many use it, and makes those that are missing, one at a time. */
export class OriginalsShelf {
  readonly #folder: string;
  readonly #layoutOf: (titleId: string) => ImageLayout;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  /** The one used last stands last. */
  readonly #kept = new Map<string, Kept>();
  readonly #making = new Map<string, Promise<void>>();
  #lastMade: Promise<unknown> = Promise.resolve();

  /** @param layoutOf of the master of a title that was found sound. */
  constructor(folder: string, layoutOf: (titleId: string) => ImageLayout, logger: Logger) {
    this.#folder = folder;
    this.#layoutOf = layoutOf;
    this.#logger = logger;
  }

  /**
   * Opens the originals of a title; makes them first where they are missing, which takes as long as reading its master.
   *
   * @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED`, `BANK_CLOSING`.
   */
  async open(titleId: string): Promise<OpenOriginals> {
    this.#refuseWhenClosing();
    const kept = this.#find(titleId) ?? (await this.#makeAndFind(titleId));
    // Last in the row, before others fall off it.
    this.#kept.delete(titleId);
    this.#kept.set(titleId, kept);
    kept.users += 1;
    this.#letGo();
    let isOpen = true;
    return {
      originals: kept.originals,
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        kept.users -= 1;
        // Another file may have taken its place meanwhile.
        if (kept.users === 0 && this.#kept.get(titleId) !== kept) kept.source.close();
        this.#letGo();
      },
    };
  }

  /** Makes what is missing of some titles. A title of which it cannot be made is logged, and keeps nobody waiting. */
  async complete(titleIds: readonly string[]): Promise<void> {
    for (const titleId of titleIds) {
      await setImmediate();
      if (this.#closing.signal.aborted) return;
      try {
        if (this.#find(titleId) === null) await this.#make(titleId);
        this.#letGo();
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        const code = isAppError(error) ? error.code : String(error);
        this.#logger.error({ code, titleId }, 'The originals of a title cannot be had.');
      }
    }
  }

  /** Gives up what is being made, and closes all files. */
  async close(): Promise<void> {
    this.#closing.abort(closing());
    await Promise.allSettled([this.#lastMade]);
    for (const { source } of this.#kept.values()) source.close();
    this.#kept.clear();
  }

  /** @returns null if there is no file, or one of another version. */
  #find(titleId: string): Kept | null {
    const record = readVaultRecord(this.#folder, titleId);
    const found = this.#kept.get(titleId);
    if (found?.originals.masterSha256 === record.master.sha256) return found;
    const opened = openKept(this.#folder, record);
    if (opened === null) return null;
    if (found?.users === 0) found.source.close();
    this.#kept.set(titleId, opened);
    return opened;
  }

  async #makeAndFind(titleId: string): Promise<Kept> {
    await this.#make(titleId);
    this.#refuseWhenClosing();
    const made = this.#find(titleId);
    if (made !== null) return made;
    throw vaultError('VAULT_TITLE_DAMAGED', 'The title has no originals.', { titleId });
  }

  /** Whoever asks for the same waits for the same; other titles wait until it is their turn. */
  #make(titleId: string): Promise<void> {
    const running = this.#making.get(titleId);
    if (running !== undefined) return running;
    const making = this.#lastMade
      .then(() => this.#write(titleId))
      .finally(() => this.#making.delete(titleId));
    this.#making.set(titleId, making);
    this.#lastMade = making.catch(() => {});
    return making;
  }

  async #write(titleId: string): Promise<void> {
    this.#refuseWhenClosing();
    const { master } = readVaultRecord(this.#folder, titleId);
    const folder = join(this.#folder, titleId);
    const { signal } = this.#closing;
    try {
      const layout = this.#layoutOf(titleId);
      const bytes = await writeTitleOriginals(folder, master.sha256, layout, () => {}, signal);
      this.#logger.info({ titleId, bytes }, 'The originals of a title were written.');
    } catch (error) {
      throw signal.aborted ? closing() : asDamage(error, titleId);
    }
  }

  /** Closes the files that were used longest ago, as far as nobody uses them. */
  #letGo(): void {
    for (const [titleId, { users, source }] of this.#kept) {
      if (this.#kept.size <= KEPT) return;
      if (users > 0) continue;
      source.close();
      this.#kept.delete(titleId);
    }
  }

  #refuseWhenClosing(): void {
    if (this.#closing.signal.aborted) throw closing();
  }
}

function openKept(folder: string, record: VaultRecord): Kept | null {
  const { titleId } = record.title;
  const path = join(folder, titleId, ORIGINALS_FILE);
  if (!existsSync(path)) return null;
  const source = openFileSource(path);
  try {
    const originals = openOriginals(source);
    const isOfTitle =
      originals.masterSha256 === record.master.sha256 &&
      originals.vobSha256 === record.index.vobSha256 &&
      originals.imageSize === record.master.bytes &&
      (record.originals === null || record.originals.bytes === source.size);
    if (isOfTitle) return { originals, source, users: 0 };
    throw vaultError('VAULT_TITLE_DAMAGED', 'The originals are those of another master.', {
      titleId,
    });
  } catch (error) {
    source.close();
    if (isAppError(error, 'ORIGINALS_VERSION')) return null;
    throw asDamage(error, titleId);
  }
}

/** What a title is refused by, whoever looks at it. */
const refusals = ['VAULT_TITLE_DAMAGED', 'VAULT_TITLE_OUTDATED', 'VAULT_TITLE_UNKNOWN'];

function asDamage(error: unknown, titleId: string): Error {
  if (isAppError(error) && refusals.includes(error.code)) return error;
  const message = 'The originals of the title cannot be had.';
  return vaultError('VAULT_TITLE_DAMAGED', message, { titleId }, error);
}

function closing(): AppError {
  return new AppError('BANK_CLOSING', 'The bank is being closed.', { remedy: 'retry' });
}
