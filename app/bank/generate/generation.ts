import type { Extent } from '../../foundation/byte-source.ts';
import type { ComplementIdentity, SplitKeys } from '../../split/index.ts';

/** All that makes the disc of one order differ from its master. It belongs to whom it is given, who zeroises the keys. */
export interface DiscOrder {
  readonly identity: ComplementIdentity;
  readonly keys: SplitKeys;
  /** As `encodeManifest` gives it. */
  readonly manifest: Uint8Array;
}

/** What the main streams of all orders of a title at a distributor have in common. It belongs to whom it is given, who zeroises the key. */
export interface DistributorTitle {
  readonly titleId: string;
  /** Of the distributor's level, for this title. */
  readonly key: Uint8Array;
}

/** An image that is generated as it is read, until it is closed. */
export interface GeneratedBytes {
  /** Bytes. */
  readonly size: number;
  /**
   * Bytes of it, in an array of their own.
   *
   * @param extent which lies inside.
   * @throws AppError `MAIN_STREAM_TRUNCATED` if the master ends before its length; the signal's reason; what the engine throws.
   */
  read(extent: Extent, signal?: AbortSignal): Promise<Uint8Array>;
  /** SHA-256 of the whole, lower-case hexadecimal: a pass over it. @throws as {@link read}. */
  sha256(signal?: AbortSignal): Promise<string>;
  /** May be called more than once. */
  close(): void;
}

/** A main stream. */
export interface GeneratedStream extends GeneratedBytes {
  /** Where the VOBs lie in it. */
  readonly film: readonly Extent[];
}

/** The image of a distributor. */
export interface GeneratedImage extends GeneratedBytes {
  /** Another text once its title is another. */
  readonly version: string;
}

/** The overlay of an order, generated piece by piece until it is closed. How long it will be, nobody knows before its end. */
export interface GeneratedOverlay {
  /**
   * Its next piece, some tens of KiB, in an array of its own; null behind the last. Asked for one after the other.
   *
   * @throws AppError `GENERATION_CLOSED`; the signal's reason; what the engine throws.
   */
  next(signal?: AbortSignal): Promise<Uint8Array | null>;
  /** May be called more than once. */
  close(): void;
}

/** Makes both leaves of orders. Whether here or in another thread, who asks cannot tell. */
export interface Generation {
  /** @throws AppError as the vault, the plan of a disc and the engine; `BANK_BUSY` where too many are open. */
  open(order: DiscOrder): Promise<GeneratedStream>;
  /** The image of a distributor, with nothing in it of any order. @throws as {@link open}. */
  openImage(title: DistributorTitle): Promise<GeneratedImage>;
  /** What turns that image into the main stream of an order. @throws as {@link open}. */
  openOverlay(order: DiscOrder): Promise<GeneratedOverlay>;
  /**
   * Writes the complement of an order. The file appears under its name only once it is whole.
   *
   * @throws as {@link open}; the signal's reason. Nothing is left behind then.
   */
  writeComplement(order: DiscOrder, path: string, signal?: AbortSignal): Promise<void>;
}

/** Overwrites the keys of an order that nobody needs any longer. */
export function zeroise({ keys }: DiscOrder): void {
  keys.distributor.fill(0);
  keys.order.fill(0);
}
