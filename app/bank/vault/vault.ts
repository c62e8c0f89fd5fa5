import { join } from 'node:path';
import type { Title } from '../../contracts/title.ts';
import { openFileSource, type FileSource } from '../../disc/file-source.ts';
import { type ImageLayout, readImageLayout } from '../../disc/image-layout.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { isAppError } from '../../foundation/errors.ts';
import { type Logger, silentLogger } from '../../foundation/logger.ts';
import { openIndex, type TitleIndex } from '../../split/index.ts';
import { vaultError } from '../ingest/vault-error.ts';
import {
  INDEX_FILE,
  MASTER_FILE,
  readVaultRecord,
  titleFolders,
  type VaultRecord,
} from '../ingest/vault-record.ts';
import { type OpenOriginals, OriginalsShelf } from './originals-shelf.ts';

/** The private bank of originals. Nothing that the public can reach holds one of these. */
export interface Vault {
  /** What may be known outside, by name of the folder. Titles added meanwhile by another process are seen at once. */
  titles(): readonly Title[];
  /** Everything known of a title. @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`. */
  record(titleId: string): VaultRecord;
  /** Opens master and index. @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`. */
  open(titleId: string): OpenTitle;
  /**
   * Opens the originals of a title; makes them first where they are missing.
   *
   * @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `BANK_CLOSING`.
   */
  openOriginals(titleId: string): Promise<OpenOriginals>;
  /** Makes the originals of every title that has none, one after another. What cannot be made is logged. */
  completeOriginals(): Promise<void>;
  /** Gives up what is being made, and closes the files of originals. */
  close(): Promise<void>;
}

/** A master and its index, held open until closed. */
export interface OpenTitle {
  readonly title: Title;
  readonly master: ByteSource;
  readonly masterSha256: string;
  readonly index: TitleIndex;
  readonly layout: ImageLayout;
  close(): void;
}

/**
 * Opens the vault in a folder: one folder a title, named by its identifier, with master, index and record. Folders whose
 * name begins with a point are titles in the making.
 *
 * @param logger is told of titles that cannot be offered because their record is damaged.
 */
export function openVault(folder: string, logger: Logger = silentLogger): Vault {
  const shelf = new OriginalsShelf(folder, (titleId) => layoutOf(folder, titleId), logger);
  return {
    titles() {
      const titles: Title[] = [];
      for (const titleId of titleFolders(folder)) {
        try {
          titles.push(readVaultRecord(folder, titleId).title);
        } catch (error) {
          if (!isAppError(error)) throw error;
          logger.error({ code: error.code, titleId }, 'A title of the vault cannot be offered.');
        }
      }
      return titles;
    },
    record: (titleId) => readVaultRecord(folder, titleId),
    open: (titleId) => openTitle(folder, titleId),
    openOriginals: (titleId) => shelf.open(titleId),
    completeOriginals: () => shelf.complete(titleFolders(folder)),
    close: () => shelf.close(),
  };
}

/** Where the parts of a master lie, once the title was found sound. */
function layoutOf(folder: string, titleId: string): ImageLayout {
  const title = openTitle(folder, titleId);
  title.close();
  return title.layout;
}

function openTitle(folder: string, titleId: string): OpenTitle {
  const record = readVaultRecord(folder, titleId);
  const opened: FileSource[] = [];
  const close = () => {
    for (const source of opened) source.close();
  };
  const openPart = (name: string, bytes: number): FileSource => {
    const source = openFileSource(join(folder, titleId, name));
    opened.push(source);
    if (source.size === bytes) return source;
    throw vaultError('VAULT_TITLE_DAMAGED', 'A file of the title has not its size.', {
      titleId,
      bytes: source.size,
      expectedBytes: bytes,
    });
  };
  try {
    const master = openPart(MASTER_FILE, record.master.bytes);
    const index = openIndex(openPart(INDEX_FILE, record.index.bytes));
    if (index.vobSha256 !== record.index.vobSha256 || index.imageSize !== record.master.bytes) {
      throw vaultError('VAULT_TITLE_DAMAGED', 'The index is that of another master.', { titleId });
    }
    const layout = readImageLayout(master);
    return {
      title: record.title,
      master,
      masterSha256: record.master.sha256,
      index,
      layout,
      close,
    };
  } catch (error) {
    close();
    if (isAppError(error, 'VAULT_TITLE_DAMAGED')) throw error;
    throw vaultError('VAULT_TITLE_DAMAGED', 'The title cannot be opened.', { titleId }, error);
  }
}
