import { join } from 'node:path';
import type { Title } from '../../contracts/title.ts';
import { openFileSource, type FileSource } from '../../disc/file-source.ts';
import { type ImageLayout, readImageLayout } from '../../disc/image-layout.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { isAppError } from '../../foundation/errors.ts';
import { openIndex, type TitleIndex } from '../../split/index.ts';
import { vaultError } from '../ingest/vault-error.ts';
import { INDEX_FILE, MASTER_FILE, outdated, readVaultRecord } from '../ingest/vault-record.ts';

/** A master and its index, held open until closed. */
export interface OpenTitle {
  readonly title: Title;
  readonly master: ByteSource;
  readonly masterSha256: string;
  readonly index: TitleIndex;
  readonly layout: ImageLayout;
  close(): void;
}

/** The masters of a vault, for whoever generates: with nothing of what else a vault has. */
export interface Masters {
  /** Another text once the title is another. @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED`. */
  versionOf(titleId: string): string;
  /** @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED`. */
  open(titleId: string): OpenTitle;
}

export function openMasters(folder: string): Masters {
  return {
    versionOf(titleId) {
      const { addedAt, index, master } = readVaultRecord(folder, titleId);
      return [addedAt, master.sha256, index.vobSha256, index.bytes].join(' ');
    },
    open: (titleId) => openTitle(folder, titleId),
  };
}

/** @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED`. */
export function openTitle(folder: string, titleId: string): OpenTitle {
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
    if (isAppError(error, 'INDEX_VERSION')) {
      throw outdated(titleId, 'index', error.context['version']);
    }
    throw vaultError('VAULT_TITLE_DAMAGED', 'The title cannot be opened.', { titleId }, error);
  }
}
