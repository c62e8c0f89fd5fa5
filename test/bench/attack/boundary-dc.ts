import { relateBlocks } from './block-relations.ts';
import { findChains, nearestOfSize, readLevels, writeLevels } from './dc-chains.ts';
import type { CodedPicture } from './picture.ts';
import type { Transform } from './transcode.ts';

/**
 * Every DC of I pictures is thrown away, and chosen anew, block by block, so that its left and upper edges fit; of its size
 * alone is believed what was sent.
 */
export const estimateDc: Transform = (group) => {
  for (const picture of group) {
    if (picture.facts.type === 1) {
      for (const component of [0, 1, 2]) estimateComponent(picture, component);
    }
  }
};

function estimateComponent(picture: CodedPicture, component: number): void {
  const { relations } = relateBlocks(picture, component);
  const chains = findChains(picture, component);
  const unit = 1 << picture.facts.dcPrecision;
  const highest = 256 * unit - 1;
  const levels = readLevels(picture, chains);
  const isKnown = new Uint8Array(levels.length);
  for (const { slots } of chains) {
    let before = 128 * unit;
    for (const slot of slots) {
      let sum = 0;
      let weights = 0;
      for (const { other, rise, doubt } of relations[slot]!) {
        if (isKnown[other] === 0) continue;
        sum += (levels[other]! + rise * unit) / doubt;
        weights += 1 / doubt;
      }
      const wished = weights > 0 ? sum / weights - before : picture.dcDelta[slot]!;
      const delta = nearestOfSize(picture.dcSize[slot]!, wished);
      const isInside = before + delta >= 0 && before + delta <= highest;
      before += isInside ? delta : -delta;
      levels[slot] = before;
      isKnown[slot] = 1;
    }
  }
  writeLevels(picture, chains, levels);
}
