import type { StoredCandidates, TitleIndex } from '../../split/index.ts';

/** Blocks whose candidates are kept: about as much film as the window of a title holds at 6 Mb/s, some 100 KiB each. */
const KEPT = 32;

/** An index of which the candidates of the last blocks are remembered, so that several who read near each other read once. */
export function sharedIndex(index: TitleIndex): TitleIndex {
  const kept = new Map<number, StoredCandidates>();
  const candidatesOf = (number: number): StoredCandidates => {
    const known = kept.get(number);
    if (known !== undefined) return known;
    const candidates = index.block(number).candidates();
    kept.set(number, candidates);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    return candidates;
  };
  return {
    ...index,
    block: (number) => ({ ...index.block(number), candidates: () => candidatesOf(number) }),
  };
}
