import type { Title } from '../../contracts/title.ts';
import type { ImageLayout } from '../../disc/image-layout.ts';
import { isAppError } from '../../foundation/errors.ts';
import { type Logger, silentLogger } from '../../foundation/logger.ts';
import { readVaultRecord, titleFolders, type VaultRecord } from '../ingest/vault-record.ts';
import { openTitle, type OpenTitle } from './masters.ts';
import { type OpenOriginals, OriginalsShelf } from './originals-shelf.ts';

/** The private bank of originals. Nothing that the public can reach holds one of these. */
export interface Vault {
  /** What may be known outside, by name of the folder. Titles added meanwhile by another process are seen at once. */
  titles(): readonly Title[];
  /** Everything known of a title. @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED`. */
  record(titleId: string): VaultRecord;
  /** Opens master and index. @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED`. */
  open(titleId: string): OpenTitle;
  /**
   * Opens the originals of a title; makes them first where they are missing.
   *
   * @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED`, `BANK_CLOSING`.
   */
  openOriginals(titleId: string): Promise<OpenOriginals>;
  /** Makes the originals of every title that has none, one after another. What cannot be made is logged. */
  completeOriginals(): Promise<void>;
  /** Gives up what is being made, and closes the files of originals. */
  close(): Promise<void>;
}

/**
 * Opens the vault in a folder: one folder a title, named by its identifier, with master, index and record. Folders whose
 * name begins with a point are titles in the making.
 *
 * @param logger is told of titles that cannot be offered because their record is damaged, or of another version.
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
