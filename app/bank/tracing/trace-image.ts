import type { Distributors } from '../../../db/bank/distributors.ts';
import type { OrderRecord, Orders } from '../../../db/bank/orders.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import { orderCode } from '../../foundation/order-code.ts';
import { FilmTrace } from '../../split/index.ts';
import { findFilms, type FoundFilm, type TraceableTitles } from './find-films.ts';
import type { AccusedOrder, TracedFilm, TraceReport } from './trace-report.ts';

/** Orders that are read at one go. */
const AT_ONCE = 500;

export interface TraceParts {
  readonly titles: TraceableTitles;
  readonly orders: Pick<Orders, 'countOfTitle' | 'ofTitle'>;
  readonly distributors: Pick<Distributors, 'find'>;
  /** The key of an order's own level. */
  readonly orderKey: (seed: Uint8Array, distributorKey: Uint8Array, titleId: string) => Uint8Array;
}

export interface TraceOptions {
  /** The film that is looked for; null: any of the vault. */
  readonly titleId: string | null;
  /** `seek` where the image is read whole, then `compare`. */
  onProgress?(phase: 'seek' | 'compare', percent: number): void;
  readonly signal?: AbortSignal;
}

/**
 * Names the orders whose discs an image came from, by what they wrote into the film and by nothing else.
 *
 * @throws AppError `TRACE_FILM_UNKNOWN`, `DISTRIBUTOR_UNKNOWN`, those of the vault for a title that was named; the signal's reason.
 */
export async function traceImage(
  parts: TraceParts,
  image: ByteSource,
  options: TraceOptions,
): Promise<TraceReport> {
  const { films, notLookedAt } = await findFilms(parts.titles, image, options.titleId, {
    onProgress: (done, total) => options.onProgress?.('seek', (100 * done) / total),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const counts = await Promise.all(
    films.map(({ title }) => parts.orders.countOfTitle(title.titleId)),
  );
  const all = counts.reduce((sum, count) => sum + count, 0);
  let compared = 0;
  const accused: AccusedOrder[] = [];
  const traced: TracedFilm[] = [];
  for (const film of films) {
    const trace = new FilmTrace(film.seen, all);
    let orders = 0;
    for await (const { order, distributor, key } of ordersOf(parts, film.title.titleId)) {
      options.signal?.throwIfAborted();
      const { logChance, score } = trace.suspect(key);
      key.fill(0);
      orders += 1;
      options.onProgress?.('compare', (100 * ++compared) / Math.max(all, compared));
      if (logChance === null) continue;
      accused.push(accusation(order, distributor, { score, limit: trace.limit, logChance }));
    }
    traced.push(tracedFilm(film, orders, trace.limit));
  }
  accused.sort((a, b) => b.score - a.score);
  return { accused, films: traced, notLookedAt };
}

interface KeyedOrder {
  readonly order: OrderRecord;
  readonly distributor: string;
  readonly key: Uint8Array;
}

/** Every order of a title, with its key. */
async function* ordersOf(parts: TraceParts, titleId: string): AsyncGenerator<KeyedOrder> {
  for (let last: string | null = ''; last !== null;) {
    const orders = await parts.orders.ofTitle(titleId, last, AT_ONCE);
    for (const order of orders) {
      const distributor = await parts.distributors.find(order.distributorId);
      if (distributor === null) {
        throw new AppError('DISTRIBUTOR_UNKNOWN', 'There is no such distributor.', {
          remedy: 'call-attendant',
          context: { distributorId: order.distributorId },
        });
      }
      const key = parts.orderKey(order.seed, distributor.key, titleId);
      yield { order, distributor: distributor.name, key };
    }
    last = orders.length < AT_ONCE ? null : (orders.at(-1)?.orderId ?? null);
    // Ctrl-C has its turn.
    await new Promise(setImmediate);
  }
}

function accusation(
  order: OrderRecord,
  distributor: string,
  how: Pick<AccusedOrder, 'score' | 'limit' | 'logChance'>,
): AccusedOrder {
  const { createdAt, distributorId, kioskId, licence, orderId, titleId } = order;
  const code = orderCode(orderId);
  return {
    orderId,
    code,
    titleId,
    distributorId,
    distributor,
    kioskId,
    createdAt,
    licence,
    ...how,
  };
}

function tracedFilm({ seen, title }: FoundFilm, orders: number, limit: number): TracedFilm {
  return {
    titleId: title.titleId,
    name: title.name,
    orders,
    blocksLooked: seen.looked,
    blocksFound: seen.blocks.length,
    places: seen.places,
    changed: seen.changed,
    limit: Number.isFinite(limit) ? limit : null,
  };
}
