import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import type { ClassName, Level } from './lanes.ts';
import type { LevelPositions } from './level-positions.ts';
import type { Preset } from './preset.ts';
import type { SoundFacts } from './sound-coverage.ts';

/** Bytes written over a fixed place of the image; what stood there goes into the complement. */
export interface Overlay {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** AES-256 keys of the draws, 32 bytes each: one for all orders of a title at a distributor, one for this order. */
export type SplitKeys = Readonly<Record<Level, Uint8Array>>;

/**
 * Everything that makes one order's main stream differ from its master. With the index and the master it determines main
 * stream and complement, byte for byte.
 */
export interface SplitPlan {
  readonly keys: SplitKeys;
  /** 32 bytes for `vobu_isrc` of every NAV pack's PCI; null leaves them as they are. */
  readonly navIdentifier: Uint8Array | null;
  /** Identifiers outside the VOBs: VMG provider id, manifest. Disjoint, outside every extent and the map area. */
  readonly overlays: readonly Overlay[];
  /** Where the encrypted position map lies in the image (zeros in the master); null: it travels in the complement. */
  readonly mapArea: Extent | null;
}

/** What a complement says of the disc it belongs to. */
export interface ComplementIdentity {
  readonly titleId: string;
  readonly orderId: string;
  readonly distributorId: string;
}

/** What is known of a title's candidates, over all of it. */
export interface SplitCoverage {
  readonly preset: Preset;
  /** Candidates by class. */
  readonly candidates: Readonly<Record<ClassName, number>>;
  /** Original bits that are drawn of them on average: of pictures, by level, and of sound. */
  readonly expectedBits: Readonly<Record<Level | 'sound', number>>;
  /** Blocks left as they are, by reason (`MPEG2_DAMAGED`, ...); empty where every block was understood. */
  readonly unsplit: Readonly<Record<string, number>>;
  /** Bytes of these blocks. */
  readonly unsplitBytes: number;
  /** Slices of which some class was left out, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** What kinds of sound there are, and what becomes of them. */
  readonly sound: readonly SoundFacts[];
}

/** An opened index. Blocks are read one at a time; nothing loads them all. */
export interface TitleIndex extends SplitCoverage {
  /** Bytes of the image or stream that was indexed. */
  readonly imageSize: number;
  /** Where the VOBs (or the stream) lie in it. */
  readonly extents: readonly Extent[];
  /** SHA-256 of the bytes in `extents`, in order, lower-case hex. */
  readonly vobSha256: string;
  readonly vobBytes: number;
  readonly blocks: number;
  /** Bytes that a map area must have. */
  readonly mapRoom: number;
  /** Secret of the title, 32 bytes: how likely each bit of the order's level is to become 1. Discs are traced by it. */
  readonly traceKey: Uint8Array;
  /** The blocks, in order; they cover the VOBs without gaps. */
  block(number: number): IndexBlock;
}

/** One block of a title: a VOBU, or what lies between two sequence headers. */
export interface IndexBlock {
  readonly number: number;
  /** Where the block begins, in bytes from the begin of the VOBs (the extents one after another). */
  readonly start: number;
  /** Bytes. */
  readonly length: number;
  /** CRC-32 of its bytes in the master. */
  readonly crc32: number;
  /** Where `vobu_isrc` begins, in bytes from the begin of the block; null: the block has no NAV pack. */
  readonly navIdentifierAt: number | null;
  /** Where its slots begin, in bytes from the begin of the map area: the distributor's, then the order's. */
  readonly slotAt: number;
  /** Bytes of each; 0: there is none. */
  readonly slotBytes: Readonly<Record<Level, number>>;
  /**
   * Its candidates, read anew each time.
   *
   * @throws AppError `INDEX_DAMAGED` if they do not hold together.
   */
  candidates(): StoredCandidates;
  /** What its slots hold before they are encrypted: the same, as bytes that nobody looks into. @throws as {@link candidates}. */
  slots(): Readonly<Record<Level, Uint8Array>>;
}

/** The candidates of a block as an index holds them: views of what was read. */
export type StoredCandidates = Readonly<Record<Level, StoredLevel>>;

/** One level of the candidates of a block. */
export interface StoredLevel {
  /** What its slot holds before it is encrypted: CRC-32, then positions. Empty where there are none. */
  readonly slot: Uint8Array;
  readonly positions: LevelPositions;
  /** By lane of differentials: how far the running deviation may be below, then above 0, packed in a byte each. */
  readonly bounds: readonly Uint8Array[];
}

/** Says how far a long pass is, in bytes. */
export interface PassOptions {
  onProgress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
}

/** What an index holds, once it is written. */
export interface IndexSummary extends SplitCoverage {
  readonly blocks: number;
  readonly vobBytes: number;
  readonly vobSha256: string;
  readonly indexBytes: number;
  readonly mapRoom: number;
}

/** How a title is indexed. */
export interface IndexOptions {
  readonly preset: Preset;
  /** 32 bytes of chance: `TitleIndex.traceKey`. */
  readonly traceKey: Uint8Array;
}

/** Parses VOBs once and writes their index as a stream. */
export interface IndexBuilder {
  /**
   * Goes through the bytes of `extents`, in order. May be called several times: the bytes follow one another.
   *
   * @throws the signal's reason if it aborts; the builder is then of no use.
   */
  add(source: ByteSource, extents: readonly Extent[], options?: PassOptions): Promise<void>;
  /** Bytes that the map area must have, for what was added up to now. */
  readonly mapRoom: number;
  /**
   * Writes the end of the index.
   *
   * @param where the same bytes in the final image, which may be cut into extents differently.
   * @throws AppError `INDEX_EXTENTS` if they are not as many bytes as were added, or lie outside the image.
   */
  finish(where: { readonly imageSize: number; readonly extents: readonly Extent[] }): IndexSummary;
}

/** How much of a title an order's draw takes. */
export interface DrawFigures {
  /** Overwritten places by class. */
  readonly drawn: Readonly<Record<ClassName, number>>;
  /** Original bits in the complement, by level, and those of sound. */
  readonly bits: Readonly<Record<Level | 'sound', number>>;
  /** All of them, in percent of the VOBs. */
  readonly complementPercent: number;
}

export interface MainStreamRequest {
  readonly master: ByteSource;
  readonly index: TitleIndex;
  readonly plan: SplitPlan;
  /** SHA-256 of the whole master image, lower-case hex; null: the complement's pass computes it. */
  readonly masterSha256?: string | null;
}

/** Of which title and distributor an image is that lacks nothing but what an order takes. */
export interface DistributorImageRequest {
  readonly master: ByteSource;
  readonly index: TitleIndex;
  /** AES-256 key of the distributor's level, 32 bytes. */
  readonly key: Uint8Array;
  readonly mapArea: Extent | null;
}

/** What turns the image of a distributor into the main stream of an order, opened. */
export interface OrderOverlay {
  readonly identity: ComplementIdentity;
  readonly imageSize: number;
  readonly blocks: number;
}

/** A main stream, computed as it is read: any range, any order, no state. */
export interface MainStream extends ByteSource {
  /** The complement of this main stream, piece by piece; the pass reads the whole master once. */
  complement(identity: ComplementIdentity): Iterable<Uint8Array>;
}

/** One block of a complement. */
export interface ComplementBlock {
  /** Where it begins, in bytes from the begin of the VOBs. */
  readonly start: number;
  readonly length: number;
  /** CRC-32 of the block in the master: what it must have once it is put together. */
  readonly crc32: number;
  /** Where `vobu_isrc` was written over, in bytes from the begin of the block; null: nowhere. */
  readonly navIdentifierAt: number | null;
  /** The 32 bytes that stood there. */
  readonly navOriginal: Uint8Array;
  /** Its slots as they are before they are encrypted, if they are in the complement; null: in the map area. */
  readonly slots: Readonly<Record<Level, Uint8Array>> | null;
  /** Bytes of its slots in the map area; 0 where there is none. */
  readonly slotBytes: Readonly<Record<Level, number>>;
  /** Where its slots begin, in bytes from the begin of the map area: the distributor's, then the order's. */
  readonly slotAt: number;
  /** AES-128 keys of its slots and its draws, 16 bytes each; zeros where it has no candidates. */
  readonly slotKeys: Readonly<Record<Level, Uint8Array>>;
  /** Original bits, first bit first. */
  readonly bits: Uint8Array;
}

/** Where one block lies, and what a complement has to know of it to be parsed. */
export interface BlockPlace {
  /** In bytes from the begin of the VOBs. */
  readonly start: number;
  readonly length: number;
  /** Playing time in ticks of 90 kHz; 0: it has no NAV pack that says so. */
  readonly ticks: number;
  /** Where `vobu_isrc` was written over, in bytes from the begin of the block; null: nowhere. */
  readonly navIdentifierAt: number | null;
  /** Whether the complement has what stood there; if not, it was zeros. */
  readonly keepsNav: boolean;
  /** Its slots, in bytes from the begin of the map area: the distributor's, then the order's. */
  readonly slotAt: number;
  /** Bytes of each; 0: none. */
  readonly slotBytes: Readonly<Record<Level, number>>;
}

/** What a complement says before any of its blocks: what is needed to put each of them where it belongs. */
export interface ComplementHead {
  readonly identity: ComplementIdentity;
  readonly imageSize: number;
  readonly extents: readonly Extent[];
  readonly vobBytes: number;
  /** SHA-256 of the master image, lower-case hex. */
  readonly masterSha256: string;
  readonly mapArea: Extent | null;
  readonly blocks: number;
  /** CRC-32 of the master outside the VOBs and the map area: of a main stream, once `overlays` are put back. */
  readonly restCrc32: number;
  /** What stood where identifiers were written outside the VOBs. */
  readonly overlays: readonly Overlay[];
  /** Where a block begins, in bytes from the begin of the VOBs; behind the last: where they end. */
  readonly blockStart: (number: number) => number;
  /** @throws AppError `COMPLEMENT_DAMAGED` if there is no such block. */
  readonly place: (number: number) => BlockPlace;
  /** Playing time of a block, in ticks of 90 kHz; 0 where it has no NAV pack. */
  readonly ticks: (number: number) => number;
  /** The same, of all blocks. */
  readonly totalTicks: number;
}

/** A complement whose blocks can be had one at a time, wherever they come from. */
export interface ComplementBlocks extends ComplementHead {
  /** @throws AppError `COMPLEMENT_DAMAGED`. */
  block(number: number): ComplementBlock;
}

/** The master, computed from both leaves as it is read. */
export interface Synthesis extends ByteSource {
  /** Which blocks of the complement are needed to read a part; null: none. */
  blocksOf(
    position: number,
    length: number,
  ): { readonly first: number; readonly last: number } | null;
  /** Fills with zeros, and drops, the blocks of the master that it keeps. It can be read further. */
  forget(): void;
}

/** An opened complement: facts at once, blocks one at a time. */
export interface Complement extends ComplementBlocks {
  /** Bytes of the complement itself. */
  readonly size: number;
  readonly preset: Preset;
  /** What the keys of all slots of the map area are derived from, 32 bytes each. */
  readonly mapKeys: Readonly<Record<Level, Uint8Array>>;
  readonly figures: DrawFigures;
}
