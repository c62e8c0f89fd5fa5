import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { biasThresholds } from '../../../../../app/split/bias.ts';
import { LANES } from '../../../../../app/split/lanes.ts';
import { drawsOf, mapKeyOf, SlotKeys, valuesOf } from '../../../../../app/split/level-keys.ts';
import { type LevelPositions, noPositions } from '../../../../../app/split/level-positions.ts';
import { Innocence } from '../../../../../app/split/trace/innocence.ts';
import { countKinds, observedAs } from '../../../../../app/split/trace/observed.ts';
import { OrderScorer, type SeenBlock } from '../../../../../app/split/trace/score-order.ts';

const BLOCKS = 8;
const PLACES = 9500;
const INNOCENTS = 3000;
const COLLUDERS = 10;

const positions: LevelPositions = {
  ...noPositions,
  places: Array.from({ length: LANES }, (_, lane) => new Uint32Array(lane === 0 ? PLACES : 0)),
};
const keyOf = (name: string): Uint8Array => createHash('sha256').update(name).digest();
const chanceOf = (name: string): Uint8Array => valuesOf(keyOf(name), 0, BLOCKS * PLACES);

const traceKey = keyOf('a title');
const originals = chanceOf('the film').map((byte) => byte & 1);
const biases = new Uint8Array(BLOCKS * PLACES);
for (let block = 0; block < BLOCKS; block++) {
  biases.set(biasThresholds(traceKey, block, PLACES), block * PLACES);
}

/** The bits of a disc, as the engine writes them. */
function discOf(key: Uint8Array): Uint8Array {
  const disc = Uint8Array.from(originals);
  const slotKeys = new SlotKeys(mapKeyOf(key));
  for (let block = 0; block < BLOCKS; block++) {
    const draws = drawsOf(slotKeys.of(block), positions);
    const values = valuesOf(key, block, PLACES);
    for (let i = 0; i < PLACES; i++) {
      if ((((draws[i >>> 3] ?? 0) >>> (7 - (i & 7))) & 1) === 0) continue;
      const at = block * PLACES + i;
      disc[at] = (values[i] ?? 0) < (biases[at] ?? 0) ? 1 : 0;
    }
  }
  return disc;
}

function seenBlocks(image: Uint8Array): SeenBlock[] {
  return Array.from({ length: BLOCKS }, (_, number) => {
    const observed = new Uint16Array(PLACES);
    for (let i = 0; i < PLACES; i++) {
      const at = number * PLACES + i;
      observed[i] = observedAs(biases[at] ?? 0, originals[at] ?? 0, image[at] ?? 0);
    }
    return { number, positions, observed };
  });
}

const guilty = Array.from({ length: COLLUDERS }, (_, number) => keyOf(`colluder ${number}`));
const discs = guilty.map(discOf);
const ones = originals.map((_, at) => discs.reduce((sum, disc) => sum + (disc[at] ?? 0), 0));

/** An image made of all discs: what they have in common stays, as nobody knows that it is a place at all. */
function mixed(choose: (ones: number, at: number) => boolean): Uint8Array {
  return ones.map((count, at) => {
    if (count === 0 || count === COLLUDERS) return count === 0 ? 0 : 1;
    return choose(count, at) ? 1 : 0;
  });
}

const lots = chanceOf('whose turn it is');
const interleaved = originals.map((_, at) => discs[(lots[at] ?? 0) % COLLUDERS]?.[at] ?? 0);
const noise = chanceOf('noise');
const coins = chanceOf('coins');

/** What was mixed how, and how many blocks of it are looked at: less is left of discs in which something was thrown anew. */
const images: readonly [string, Uint8Array, number][] = [
  ['interleaving', interleaved, 4],
  ['a majority vote', mixed((count) => count * 2 > COLLUDERS), 4],
  ['a minority vote', mixed((count) => count * 2 < COLLUDERS), 4],
  ['a 1 wherever one has it', mixed(() => true), 4],
  [
    'interleaving, three places in ten thrown anew',
    interleaved.map((bit, at) => ((noise[at] ?? 0) < 0.3 * 256 ? (coins[at] ?? 0) & 1 : bit)),
    8,
  ],
];

describe.each(images)('of ten discs mixed by %s', (_, image, count) => {
  const blocks = seenBlocks(image).slice(0, count);
  const innocence = new Innocence(countKinds(blocks.map(({ observed }) => observed)));
  const scorer = new OrderScorer(blocks);
  const limit = innocence.limit(Math.log(1e-9 / (INNOCENTS + COLLUDERS)));

  test('all are named, and nobody else of 3 000', () => {
    const caught = guilty.filter((key) => scorer.score(key) >= limit).length;
    let accused = 0;
    for (let number = 0; number < INNOCENTS; number++) {
      if (scorer.score(keyOf(`innocent ${number}`)) >= limit) accused++;
    }
    expect({ caught, accused }).toEqual({ caught: COLLUDERS, accused: 0 });
  });
});
