import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { Title } from '../../contracts/title.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';

/** What may be ordered. Asked each time, so that a title added meanwhile is seen. */
export interface Catalogue {
  titles(): readonly Title[];
}

/** A main stream that can be read until it is closed. */
export interface OpenMainStream {
  readonly source: ByteSource;
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
