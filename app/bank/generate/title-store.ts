import type { Title } from '../../contracts/title.ts';
import type { ImageLayout } from '../../disc/image-layout.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import type { TitleIndex } from '../../split/types.ts';

/** A title of the vault, held open until closed. */
export interface OpenTitle {
  readonly master: ByteSource;
  /** Lower-case hexadecimal. */
  readonly masterSha256: string;
  readonly index: TitleIndex;
  readonly layout: ImageLayout;
  close(): void;
}

/** What the generator needs of a vault. */
export interface TitleStore {
  titles(): readonly Title[];
  open(titleId: string): OpenTitle;
}
