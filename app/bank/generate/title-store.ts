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

/** What the generator needs of a vault. */
export interface TitleStore {
  titles(): readonly Title[];
  open(titleId: string): OpenTitle;
  openOriginals(titleId: string): Promise<OpenOriginals>;
}
