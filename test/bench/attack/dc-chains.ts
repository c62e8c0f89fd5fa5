import { macroblock } from './codes.ts';
import type { CodedPicture, Slice } from './picture.ts';

/** Blocks of one component whose DC are sent as differences, each from the one before (§7.2.1). */
export interface DcChain {
  /** `6 * macroblock + block`. */
  readonly slots: readonly number[];
  readonly slice: Slice;
}

/** The chains of a picture, from top to bottom. @param component 0 luma, 1 and 2 chroma. */
export function findChains(picture: CodedPicture, component: number): DcChain[] {
  const chains: DcChain[] = [];
  const blocks = component === 0 ? [0, 1, 2, 3] : [3 + component];
  for (const slice of picture.slices) {
    let slots: number[] = [];
    const end = () => {
      if (slots.length > 0) chains.push({ slots, slice });
      slots = [];
    };
    for (let at = slice.firstMacroblock; at < slice.endMacroblock; at++) {
      const isNext =
        at === slice.firstMacroblock || picture.address[at] === picture.address[at - 1]! + 1;
      const isIntra = (picture.kind[at]! & macroblock.intra) !== 0;
      if (!isNext || !isIntra) end();
      if (isIntra) slots.push(...blocks.map((block) => 6 * at + block));
    }
    end();
  }
  return chains;
}

/** DC as the differentials say, by `6 * macroblock + block`: 0 to 255 for 8 bits. */
export function readLevels(picture: CodedPicture, chains: readonly DcChain[]): Int16Array {
  const levels = new Int16Array(picture.dcDelta.length);
  for (const { slots } of chains) {
    let level = 128 << picture.facts.dcPrecision;
    for (const slot of slots) levels[slot] = level += picture.dcDelta[slot]!;
  }
  return levels;
}

/** Writes levels as differentials, which must be of the sizes that were sent. */
export function writeLevels(
  picture: CodedPicture,
  chains: readonly DcChain[],
  levels: Int16Array,
): void {
  for (const { slots, slice } of chains) {
    let before = 128 << picture.facts.dcPrecision;
    for (const slot of slots) {
      const delta = levels[slot]! - before;
      before = levels[slot]!;
      if (delta === picture.dcDelta[slot]) continue;
      picture.dcDelta[slot] = delta;
      slice.isChanged = true;
    }
  }
}

/** The differential of a size that comes next to what is wished; of two, the larger. */
export function nearestOfSize(size: number, wished: number): number {
  if (size === 0) return 0;
  const least = 1 << (size - 1);
  const most = (1 << size) - 1;
  const magnitude = Math.min(most, Math.max(least, Math.round(Math.abs(wished))));
  return wished < 0 ? -magnitude : magnitude;
}
