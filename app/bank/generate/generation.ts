import type { Extent } from '../../foundation/byte-source.ts';
import type { ComplementIdentity, SplitKeys } from '../../split/index.ts';

/** All that makes the disc of one order differ from its master. It belongs to whom it is given, who zeroises the keys. */
export interface DiscOrder {
  readonly identity: ComplementIdentity;
  readonly keys: SplitKeys;
  /** As `encodeManifest` gives it. */
  readonly manifest: Uint8Array;
}

/** A main stream that is generated as it is read, until it is closed. */
export interface GeneratedStream {
  /** Bytes. */
  readonly size: number;
  /** Where the VOBs lie in it. */
  readonly film: readonly Extent[];
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

/** Makes both leaves of orders. Whether here or in another thread, who asks cannot tell. */
export interface Generation {
  /** @throws AppError as the vault, the plan of a disc and the engine; `BANK_BUSY` where too many are open. */
  open(order: DiscOrder): Promise<GeneratedStream>;
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
