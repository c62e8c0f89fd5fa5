import type { Title } from '../../contracts/title.ts';
import type { ImageLayout } from '../../disc/image-layout.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import type { TitleIndex, TitleOriginals } from '../../split/index.ts';

/** A title of the vault, held open until closed. */
export interface OpenTitle {
  readonly master: ByteSource;
  /** Lower-case hexadecimal. */
  readonly masterSha256: string;
  readonly index: TitleIndex;
  readonly layout: ImageLayout;
  close(): void;
}

/** The originals of a title, held open until closed. */
export interface OpenOriginals {
  readonly originals: TitleOriginals;
  close(): void;
}

/** What the loop of the bank needs of a vault: neither masters nor indexes. */
export interface TitleStore {
  titles(): readonly Title[];
  openOriginals(titleId: string): Promise<OpenOriginals>;
}

/** What generation needs of a vault. */
export interface MasterStore {
  /** Another text once the title is another: added anew, or from another master. @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`. */
  versionOf(titleId: string): string;
  /** @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`. */
  open(titleId: string): OpenTitle;
}
