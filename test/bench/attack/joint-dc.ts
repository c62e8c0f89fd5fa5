import { type BlockGraph, relateBlocks } from './block-relations.ts';
import { ChainLinks, ChainSearch } from './chain-search.ts';
import { type DcChain, findChains, readLevels, writeLevels } from './dc-chains.ts';
import type { CodedPicture } from './picture.ts';
import type { Transform } from './transcode.ts';

export const P = {
  least: 3, base: 3, perBit: 0.7, most: 6, passes: 2, memoryDoubt: 6, memoryMost: 0, kd: 1,
};
for (const [k, v] of Object.entries(process.env)) if (k.startsWith('P_')) (P as Record<string, number>)[k.slice(2)] = Number(v);

export function makeJointDc(): Transform {
  const remembered: (Int16Array | null)[] = [null, null, null];
  return (group) => {
    for (const picture of group) {
      if (picture.facts.type !== 1) continue;
      for (const component of [0, 1, 2]) {
        remembered[component] = solveComponent(picture, component, remembered[component]!);
      }
    }
  };
}

function solveComponent(
  picture: CodedPicture,
  component: number,
  memory: Int16Array | null,
): Int16Array {
  const graph = relateBlocks(picture, component);
  const chains = findChains(picture, component);
  const unit = 1 << picture.facts.dcPrecision;
  const levels = readLevels(picture, chains);
  const isKnown = new Uint8Array(levels.length);
  for (let pass = 0; pass < P.passes; pass++) {
    for (const chain of chains) {
      fillLinks(picture, graph, chain, levels, isKnown, memory, unit);
      const found = search.search(links, 128 * unit, 256 * unit - 1);
      for (const [at, slot] of chain.slots.entries()) {
        levels[slot] = found[at]!;
        isKnown[slot] = 1;
      }
    }
  }
  writeLevels(picture, chains, levels);
  return levels;
}

const links = new ChainLinks();
const search = new ChainSearch();

function fillLinks(
  picture: CodedPicture,
  { relations }: BlockGraph,
  { slots }: DcChain,
  levels: Int16Array,
  isKnown: Uint8Array,
  memory: Int16Array | null,
  unit: number,
): void {
  links.clear();
  const places = new Map(slots.map((slot, at) => [slot, at]));
  for (const [at, slot] of slots.entries()) {
    for (const { other, rise, doubt } of relations[slot]!) {
      const place = places.get(other);
      if (place === undefined) {
        if (isKnown[other] === 1) {
          links.addWish(0, levels[other]! + rise * unit, doubt * unit * P.kd, P.most);
        }
      } else if (place < at) links.addWish(at - place, rise * unit, doubt * unit * P.kd, P.most);
    }
    if (memory !== null && P.memoryMost > 0) {
      links.addWish(0, memory[slot]!, P.memoryDoubt * unit, P.memoryMost);
    }
    const size = picture.dcSize[slot]!;
    const change = size < P.least ? Infinity : P.base + P.perBit * size;
    links.addLink(size, picture.dcDelta[slot]!, change);
  }
}
