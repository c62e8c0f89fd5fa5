import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { Title } from '../../contracts/title.ts';

/** An order whose disc the image came from, alone or with others. */
export interface AccusedOrder extends Pick<
  OrderRecord,
  'orderId' | 'titleId' | 'distributorId' | 'kioskId' | 'createdAt' | 'licence'
> {
  /** What people carry: `K7F3-92QD`. */
  readonly code: string;
  readonly distributor: string;
  /** In standard deviations of what orders have that have nothing to do with the image, and the least that accuses. */
  readonly score: number;
  readonly limit: number;
  /** Decimal logarithm of the most that the chance can be of any innocent order having such a score. */
  readonly logChance: number;
}

/** A film of the vault that is on the image. */
export interface TracedFilm {
  readonly titleId: string;
  readonly name: Title['name'];
  /** Orders that were compared. */
  readonly orders: number;
  /** Blocks of the film that were looked for, and those that were there. */
  readonly blocksLooked: number;
  readonly blocksFound: number;
  /** Places in them that tell one order from another, and those where the image differs from the master. */
  readonly places: number;
  readonly changed: number;
  /** Null where nothing was there to compare. */
  readonly limit: number | null;
}

export interface TraceReport {
  /** The highest score first. */
  readonly accused: readonly AccusedOrder[];
  readonly films: readonly TracedFilm[];
  /** Titles that could not be looked at, with the code of the reason. */
  readonly notLookedAt: readonly { readonly titleId: string; readonly code: string }[];
}
