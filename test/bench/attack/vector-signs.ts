import { ChainLinks, ChainSearch, SIGN_ONLY } from './chain-search.ts';
import { macroblock } from './codes.ts';
import type { CodedPicture, Slice } from './picture.ts';
import type { PictureGroup, Transform } from './transcode.ts';
import { motion, restoreVectors } from './vectors.ts';

/** Costs; vectors in half samples. Found by trying on 5 s of the PAL film. */
const tuning = {
  /** Of believing that a sign was changed. */
  change: 1.3,
  /** How far vectors of B pictures, stretched, may be off. */
  betweenDoubt: 4,
  betweenMost: 3,
  /** And that of the macroblock above. */
  aboveDoubt: 6,
  aboveMost: 1,
} as const;

const FRAME = 3;
/** Added to vectors, so that the search has no negative values. */
const ZERO = 1024;

/**
 * Signs of vectors of P pictures are chosen so that the vectors agree with those of the B pictures between the same anchors,
 * which saw the same motion, and with the row above. Frame prediction in frame pictures alone; other vectors stay as sent.
 */
export const restoreVectorSigns: Transform = (group) => {
  for (const picture of group) {
    if (picture.facts.type !== 2 || picture.facts.structure !== FRAME) continue;
    for (const t of [0, 1]) {
      const hints = hintsOf(group, t);
      const chosen = new Map<number, number>();
      for (const slice of picture.slices) {
        for (const chain of chainsOf(picture, slice)) {
          solveChain(picture, slice, chain, t, { hints, chosen });
        }
      }
    }
    restoreVectors(picture);
  }
};

/** What the search goes by: by address, what B pictures say of a vector, and what has been chosen. */
interface Evidence {
  readonly hints: ReadonlyMap<number, readonly number[]>;
  readonly chosen: Map<number, number>;
}

/** The vectors of B pictures, as long as they would be from anchor to anchor. @param t 0 horizontal, 1 vertical. */
function hintsOf(group: PictureGroup, t: number): Map<number, number[]> {
  const hints = new Map<number, number[]>();
  const between = group
    .filter(({ facts }) => facts.type === 3 && facts.structure === FRAME)
    .toSorted((a, b) => a.facts.temporalReference - b.facts.temporalReference);
  const distance = between.length + 1;
  for (const [number, picture] of between.entries()) {
    const forward = distance / (number + 1);
    const backward = -distance / (distance - number - 1);
    for (let at = 0; at < picture.macroblocks; at++) {
      if (picture.motionType[at] !== motion.frame) continue;
      const kind = picture.kind[at]!;
      const known = hints.get(picture.address[at]!) ?? [];
      if ((kind & macroblock.forward) !== 0) known.push(picture.vector[8 * at + t]! * forward);
      if ((kind & macroblock.backward) !== 0) {
        known.push(picture.vector[8 * at + 2 + t]! * backward);
      }
      hints.set(picture.address[at]!, known);
    }
  }
  return hints;
}

/** Macroblocks whose vectors are each sent as a difference from the one before. */
function chainsOf(picture: CodedPicture, slice: Slice): number[][] {
  const chains: number[][] = [];
  let chain: number[] = [];
  for (let at = slice.firstMacroblock; at < slice.endMacroblock; at++) {
    const isNext = picture.address[at] === (picture.address[at - 1] ?? 0) + 1;
    const isChained =
      (picture.kind[at]! & macroblock.forward) !== 0 && picture.motionType[at] === motion.frame;
    if ((!isNext || !isChained) && chain.length > 0) {
      chains.push(chain);
      chain = [];
    }
    if (isChained) chain.push(at);
  }
  if (chain.length > 0) chains.push(chain);
  return chains;
}

const links = new ChainLinks();
const search = new ChainSearch();

function solveChain(
  picture: CodedPicture,
  slice: Slice,
  chain: readonly number[],
  t: number,
  { hints, chosen }: Evidence,
): void {
  const first = 8 * chain[0]! + t;
  const start = picture.vector[first]! - picture.vectorDelta[first]! + ZERO;
  links.clear();
  for (const at of chain) {
    const address = picture.address[at]!;
    for (const hint of hints.get(address) ?? []) {
      links.addWish(0, hint + ZERO, 0, tuning.betweenDoubt, tuning.betweenMost);
    }
    const above = chosen.get(address - picture.facts.width);
    if (above !== undefined) {
      links.addWish(0, above + ZERO, 0, tuning.aboveDoubt, tuning.aboveMost);
    }
    const delta = picture.vectorDelta[8 * at + t]!;
    links.addLink(SIGN_ONLY, delta, delta === 0 ? Infinity : tuning.change);
  }
  const found = search.search(links, start, 2 * ZERO - 1);
  let before = start;
  for (const [number, at] of chain.entries()) {
    const delta = found[number]! - before;
    before = found[number]!;
    chosen.set(picture.address[at]!, before - ZERO);
    if (delta === picture.vectorDelta[8 * at + t]) continue;
    picture.vectorDelta[8 * at + t] = delta;
    slice.isChanged = true;
  }
}
