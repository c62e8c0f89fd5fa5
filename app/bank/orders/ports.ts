import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { Title } from '../../contracts/title.ts';
import type { Extent } from '../../foundation/byte-source.ts';

/** What may be ordered. Asked each time, so that a title added meanwhile is seen. */
export interface Catalogue {
  titles(): readonly Title[];
}

/** A main stream that can be read until it is closed. It is generated elsewhere: waiting for it keeps nobody else waiting. */
export interface OpenMainStream {
  /** Bytes. */
  readonly size: number;
  /**
   * Bytes of it, in an array of their own; a MiB or so, for they are computed at one go.
   *
   * @param extent which lies inside.
   * @throws AppError `MAIN_STREAM_TRUNCATED`, `GENERATOR_DIED`, `BANK_BUSY`, `BANK_CLOSING`; the signal's reason.
   */
  read(extent: Extent, signal?: AbortSignal): Promise<Uint8Array>;
  /** SHA-256 of the whole, lower-case hexadecimal: a pass over it. @throws as {@link read}. */
  sha256(signal?: AbortSignal): Promise<string>;
  /** May be called more than once. */
  close(): void;
}

/** The image of a distributor, read as a main stream is. */
export interface OpenImage extends OpenMainStream {
  /** Another text once its title is another. */
  readonly version: string;
}

/** An overlay that is generated piece by piece until it is closed. */
export interface OpenOverlay {
  /** Its next piece; null behind the last. @throws as {@link OpenMainStream.read}. */
  next(signal?: AbortSignal): Promise<Uint8Array | null>;
  /** May be called more than once. */
  close(): void;
}

/** Where main streams come from. What stands behind it, nobody who uses it can tell. */
export interface MainStreams {
  /** The main stream of this order: the same bytes each time. */
  open(order: OrderRecord): Promise<OpenMainStream>;
}

/** Where the two levels of main streams come from, for a kiosk that keeps the one and fetches the other with each order. */
export interface MainStreamLevels {
  /** What the main streams of all orders of a title at a distributor have in common. */
  openImage(distributorId: string, titleId: string): Promise<OpenImage>;
  /** What turns that image into the main stream of this order: the same bytes each time. */
  openOverlay(order: OrderRecord): Promise<OpenOverlay>;
}

/** Both leaves of every order, for those who may have both: the bank's operators. */
export interface Films extends Catalogue, MainStreams, MainStreamLevels {
  /** Writes the complement of an order. The file appears under its name only once it is whole. */
  writeComplement(order: OrderRecord, path: string): Promise<void>;
}
