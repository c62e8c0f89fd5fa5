import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import type { BlockPlace, ComplementIdentity, Overlay, SplitKeys, TitleIndex } from './types.ts';

/** What the originals of a title are written from. */
export interface OriginalsRequest {
  readonly master: ByteSource;
  /** SHA-256 of the whole master image, lower-case hex. */
  readonly masterSha256: string;
  readonly index: TitleIndex;
  /** Where every order of the title has its position map. */
  readonly mapArea: Extent;
  /** Where orders write their identifiers outside the VOBs. */
  readonly overlays: readonly Extent[];
}

/** What was written. */
export interface OriginalsSummary {
  readonly bytes: number;
  readonly blocks: number;
}

/** Of which order a complement is computed. */
export interface OrderComplementRequest {
  readonly originals: TitleOriginals;
  /** Those of the order's plan, which writes identifiers into NAV packs, and has a map area. */
  readonly keys: SplitKeys;
  readonly identity: ComplementIdentity;
}

/** The original bits of every place of a title that may be overwritten. Opened once, for any number of orders. */
export interface TitleOriginals {
  /** Bytes of the file. */
  readonly size: number;
  readonly imageSize: number;
  readonly extents: readonly Extent[];
  readonly vobBytes: number;
  /** SHA-256 of the bytes in `extents`, lower-case hex. */
  readonly vobSha256: string;
  /** SHA-256 of the master image, lower-case hex. */
  readonly masterSha256: string;
  readonly mapArea: Extent;
  /** CRC-32 of the master outside the VOBs and the map area. */
  readonly restCrc32: number;
  /** What stands where identifiers are written outside the VOBs. */
  readonly overlays: readonly Overlay[];
  readonly blocks: number;
  /** Playing time of a block, in ticks of 90 kHz; 0 where it has no NAV pack. */
  readonly ticks: (number: number) => number;
  readonly totalTicks: number;
  /** The table of a head, compressed: the same for every order of the title. */
  readonly headTable: () => Uint8Array;
  /** @throws AppError `ORIGINALS_DAMAGED`. */
  readonly block: (number: number) => OriginalBlock;
}

/** What is stored of one block, and where it belongs. */
export interface OriginalBlock extends BlockPlace {
  /** CRC-32 of the block in the master. */
  readonly crc32: number;
  /** Its originals as they stand in the file (README, "A block of the originals"), until the next block is read. */
  readonly stored: Uint8Array;
}

/** The complement of one order, block by block, without master or index. */
export interface OrderComplement {
  readonly blocks: number;
  readonly ticks: (number: number) => number;
  readonly totalTicks: number;
  /** As `parseComplementHead` takes it. */
  readonly head: () => Uint8Array;
  /** As `parseComplementBlock` takes it. @throws AppError `ORIGINALS_DAMAGED`. */
  readonly block: (number: number) => Uint8Array;
}
