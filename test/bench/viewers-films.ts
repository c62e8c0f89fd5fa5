import { orderKey } from '../../app/bank/generate/order-key.ts';
import type { Films } from '../../app/bank/orders/ports.ts';
import type { Complements } from '../../app/bank/viewing/ports.ts';
import { openFileSource } from '../../app/disc/file-source.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { openOrderComplement, openOriginals, type TitleOriginals } from '../../app/split/index.ts';
import type { Distributors } from '../../db/bank/distributors.ts';

/** Titles that have originals and nothing else: enough for those who watch, who never need a master. */
export function originalsOnly(
  paths: Readonly<Record<string, string>>,
  distributors: Distributors,
): Films & Complements {
  const opened = new Map<string, TitleOriginals>();
  const originalsOf = (titleId: string): TitleOriginals => {
    const known = opened.get(titleId);
    if (known !== undefined) return known;
    const path = paths[titleId];
    if (path === undefined) throw missing(titleId);
    const originals = openOriginals(openFileSource(path));
    opened.set(titleId, originals);
    return originals;
  };
  const refuse = (): Promise<never> => Promise.reject(missing('a master'));
  return {
    titles: () => [],
    open: refuse,
    writeComplement: refuse,
    openMainStream: refuse,
    async openComplement({ distributorId, orderId, seed, titleId }) {
      const distributor = await distributors.find(distributorId);
      if (distributor === null) throw missing(distributorId);
      const complement = openOrderComplement({
        originals: originalsOf(titleId),
        key: orderKey(seed, distributor.key, titleId),
        identity: { titleId, orderId, distributorId },
      });
      return { ...complement, close: () => {} };
    },
  };
}

function missing(what: string): AppError {
  return new AppError('BENCH_MISSING', `This bank has not got ${what}.`, {
    remedy: 'fix-the-code',
  });
}
