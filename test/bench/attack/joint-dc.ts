import { type BlockGraph, relateBlocks } from './block-relations.ts';
import { ChainLinks, ChainSearch } from './chain-search.ts';
import { type DcChain, findChains, readLevels, writeLevels } from './dc-chains.ts';
import type { CodedPicture } from './picture.ts';
import { transcode, type Transform } from './transcode.ts';

/**
 * Costs, in units of one doubt. Found by trying on 5 s of the PAL film, spoilt in several ways; none is critical within a factor
 * of two, but for the neighbours in time, which have to be heard, and not to be believed.
 */
const tuning = {
  /** Smaller differentials are believed: spoiling them would hide too little. */
  leastSize: 3,
  /** By how much a changed differential differs at least, in sample values. */
  leastChange: 6,
  /** Of believing that a differential was changed, and more for each bit: there are so many others it may have been. */
  change: 6,
  changePerBit: 0.7,
  /** How far off edges may be without cost, in sample values; then in units of the doubt that they have shown. */
  edgeSlack: 1,
  edgeDoubt: 1,
  edgeMost: 10,
  /** So many I pictures before and after are heard; in sample values. */
  near: 4,
  nearSlack: 1,
  nearDoubt: 4,
  nearMost: 3,
} as const;

/** Of each I picture in turn: the DC of each component by `6 * macroblock + block`, as found without looking at others. */
export type DcSurvey = readonly (readonly Int16Array[])[];

/** @param before what is done to the pictures first. */
export function surveyDc(video: Uint8Array, before: readonly Transform[]): DcSurvey {
  const survey: Int16Array[][] = [];
  const look: Transform = (group) => {
    for (const picture of group) {
      if (picture.facts.type !== 1) continue;
      survey.push([0, 1, 2].map((component) => solveTwice(picture, component)));
    }
  };
  transcode(video, [...before, look], { onlyIntra: true });
  return survey;
}

/**
 * The DC of I pictures are chosen jointly along each slice: most differentials are believed, some may have been changed within
 * their size, and edges have to fit, to the left, above and below, and over time.
 *
 * @param survey of the same stream.
 */
export function restoreDcJointly(survey: DcSurvey): Transform {
  let number = 0;
  return (group) => {
    for (const picture of group) {
      if (picture.facts.type !== 1) continue;
      for (const component of [0, 1, 2]) solveAgain(picture, component, survey, number);
      number++;
    }
  };
}

/** From top to bottom, then once more with what lies below. */
function solveTwice(picture: CodedPicture, component: number): Int16Array {
  const chains = findChains(picture, component);
  const graph = relateBlocks(picture, component);
  const levels = readLevels(picture, chains);
  const isKnown = new Uint8Array(levels.length);
  solveChains(picture, chains, { graph, levels, isKnown, near: [] });
  solveChains(picture, chains, { graph, levels, isKnown, near: [] });
  return levels;
}

function solveAgain(
  picture: CodedPicture,
  component: number,
  survey: DcSurvey,
  number: number,
): void {
  const own = survey[number]?.[component];
  if (own === undefined) return;
  const others = survey.slice(Math.max(0, number - tuning.near), number + tuning.near + 1);
  const near = others.map((levels) => levels[component]!).filter((levels) => levels !== own);
  const chains = findChains(picture, component);
  const graph = relateBlocks(picture, component);
  const levels = own.slice();
  const isKnown = new Uint8Array(levels.length).fill(1);
  solveChains(picture, chains, { graph, levels, isKnown, near });
  writeLevels(picture, chains, levels);
}

/** What a picture's search goes by; `levels` and `isKnown` are filled as it goes. */
interface Evidence {
  readonly graph: BlockGraph;
  readonly levels: Int16Array;
  readonly isKnown: Uint8Array;
  readonly near: readonly Int16Array[];
}

const links = new ChainLinks();
const search = new ChainSearch();

function solveChains(picture: CodedPicture, chains: readonly DcChain[], evidence: Evidence): void {
  const unit = 1 << picture.facts.dcPrecision;
  for (const chain of chains) {
    fillLinks(picture, chain, evidence, unit);
    const found = search.search(links, 128 * unit, 256 * unit - 1);
    for (const [at, slot] of chain.slots.entries()) {
      evidence.levels[slot] = found[at]!;
      evidence.isKnown[slot] = 1;
    }
  }
}

/** @param unit steps of a DC in one sample value. */
function fillLinks(
  picture: CodedPicture,
  { slots }: DcChain,
  { graph, levels, isKnown, near }: Evidence,
  unit: number,
): void {
  links.clear();
  links.least = tuning.leastChange * unit;
  const slack = tuning.edgeSlack * unit;
  const places = new Map(slots.map((slot, at) => [slot, at]));
  for (const [at, slot] of slots.entries()) {
    for (const { other, rise, doubt } of graph.relations[slot]!) {
      const place = places.get(other);
      const ownDoubt = doubt * unit * tuning.edgeDoubt;
      if (place === undefined) {
        if (isKnown[other] === 0) continue;
        links.addWish(0, levels[other]! + rise * unit, slack, ownDoubt, tuning.edgeMost);
      } else if (place < at) {
        links.addWish(at - place, rise * unit, slack, ownDoubt, tuning.edgeMost);
      }
    }
    for (const other of near) {
      links.addWish(
        0,
        other[slot]!,
        tuning.nearSlack * unit,
        tuning.nearDoubt * unit,
        tuning.nearMost,
      );
    }
    const size = picture.dcSize[slot]!;
    const change = size < tuning.leastSize ? Infinity : tuning.change + tuning.changePerBit * size;
    links.addLink(size, picture.dcDelta[slot]!, change);
  }
}
