import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';

/** The complement of one order, computed block by block. Pure: the same order gives the same bytes in any process. */
export interface OpenComplement {
  readonly blocks: number;
  /** Playing time of a block, in ticks of 90 kHz; 0 where the block does not say. */
  readonly ticks: (block: number) => number;
  /** The same, of the whole title. */
  readonly totalTicks: number;
  /** As `parseComplementHead` takes it, not sealed. */
  readonly head: () => Uint8Array;
  /** As `parseComplementBlock` takes it, not sealed. */
  readonly block: (number: number) => Uint8Array;
  readonly close: () => void;
}

/** What viewings need of whatever makes films. */
export interface Complements {
  /** @throws AppError as `Films.open`. */
  openComplement(order: OrderRecord): Promise<OpenComplement>;
  /** The burned image, for proofs that somebody holds it. */
  openMainStream(order: OrderRecord): Promise<{ readonly source: ByteSource; close(): void }>;
}
