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

/** Where main streams come from. What stands behind it, nobody who uses it can tell. */
export interface MainStreams {
  /** The main stream of this order: the same bytes each time. */
  open(order: OrderRecord): Promise<OpenMainStream>;
}

/** Both leaves of every order, for those who may have both: the bank's operators. */
export interface Films extends Catalogue, MainStreams {
  /** Writes the complement of an order. The file appears under its name only once it is whole. */
  writeComplement(order: OrderRecord, path: string): Promise<void>;
}
