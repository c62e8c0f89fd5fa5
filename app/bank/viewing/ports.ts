import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { Extent } from '../../foundation/byte-source.ts';
import type { OpenMainStream } from '../orders/ports.ts';

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
  /** The burned image, for proofs that somebody holds it. @throws AppError as `Films.open`. */
  openMainStream(order: OrderRecord): Promise<BurnedImage>;
}

/** A main stream as it lies on its disc, readable until it is closed. */
export interface BurnedImage extends OpenMainStream {
  /** Where the VOBs lie in it: what nobody knows who has another disc of the title. */
  readonly film: readonly Extent[];
}

/** A viewing that may have blocks now. */
export interface AdmittedViewing {
  readonly viewingId: string;
  readonly order: OrderRecord;
  /** What it goes on with, or begins: named for the viewing that begins it. */
  readonly showingId: string;
  /** 32 bytes; whoever gets them may keep them as long as the viewing lives. */
  readonly sessionKey: Uint8Array;
  /** As `recordDelivery` recorded it last, by whichever process: 0 at its begin. */
  readonly deliveredTicks: number;
}

/** What the complement service asks of viewings: `ViewingBook` is one. */
export interface ViewingAdmission {
  /**
   * For each request of head or blocks: one read of the database, so that nothing goes out after a revoke, an expiry or
   * an end.
   *
   * @throws AppError a `ViewingRefusal` with `context.date`; `VIEWING_TOKEN_REFUSED`, `VIEWING_UNKNOWN`, `VIEWING_ENDED`.
   */
  admit(viewingId: string, token: string): Promise<AdmittedViewing>;
  /**
   * What this viewing was given in all, in ticks of 90 kHz, each block once: less than what is recorded changes nothing.
   * Counts its showing when that is enough.
   */
  recordDelivery(viewingId: string, deliveredTicks: number, totalTicks: number): Promise<void>;
}
