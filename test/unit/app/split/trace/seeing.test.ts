import { describe, expect, test } from 'vitest';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { LevelCandidates } from '../../../../../app/split/candidate-columns.ts';
import { BIT_LANES, lane } from '../../../../../app/split/lanes.ts';
import { LevelOverwriter } from '../../../../../app/split/level-overwriter.ts';
import {
  decodePositions,
  encodePositions,
  noPositions,
} from '../../../../../app/split/level-positions.ts';
import { observedAs } from '../../../../../app/split/trace/observed.ts';
import { OrderScorer } from '../../../../../app/split/trace/score-order.ts';
import { seeBlock, type SeenPart } from '../../../../../app/split/trace/see-block.ts';
import { weights } from '../../../../../app/split/trace/weights.ts';
import { biasThresholds } from '../../../../../app/split/bias.ts';
import type { StoredCandidates, StoredLevel } from '../../../../../app/split/types.ts';

const chance = seededRandomness('blocks of a trace');
const traceKey = chance.bytes(32);
const [ours, another] = [chance.bytes(32), chance.bytes(32)];
const LENGTH = 40 * 2048;
const master = chance.bytes(LENGTH);
const block = 5;

/** Places of every lane of bits, odd numbers of them, and one far behind the others. */
function levelOf(firstBit: number): StoredLevel {
  const level = new LevelCandidates();
  for (let number = 0; number < BIT_LANES; number++) {
    for (let i = 0; i < 201 + 3 * number; i++) {
      level.lane(number).addBit(8 * 2048 + 700 * i + 16 * number + firstBit);
    }
    level.lane(number).addBit(8 * LENGTH - 8 + number);
  }
  level.lane(lane.dcLuma).addDifferential(9000 + firstBit, 5, true, 3, 3);
  const slot = encodePositions(level);
  const positions = decodePositions(slot, LENGTH);
  if (positions === null) throw new Error('No positions.');
  return {
    slot,
    positions,
    bounds: positions.widths.map(({ length }) => new Uint8Array(2 * length)),
  };
}

const none: StoredLevel = { slot: new Uint8Array(0), positions: noPositions, bounds: [] };
/** Most of one sector, where there are places of the order too. */
const stretch = { offset: 4 * 2048, length: 1900 };
const sound = { ...noPositions, stretches: [{ shape: 0, pieces: [stretch] }] };
const candidates: StoredCandidates = {
  distributor: { ...none, positions: sound },
  order: levelOf(0),
};

function discOf(key: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(master);
  const overwriter = new LevelOverwriter({ distributor: ours, order: key }, { traceKey });
  overwriter.overwrite(bytes, 'order', candidates.order, block);
  return bytes;
}

function see(image: Uint8Array): SeenPart {
  const seen = seeBlock(block, candidates, traceKey, master, image);
  if (seen === null) throw new Error('The block was not found.');
  return seen;
}

/** Places of the lanes of bits: number of the candidate, of its lane, and bit of the block. */
function* places(): Generator<{ entry: number; number: number; position: number }> {
  let entry = 0;
  for (const [number, ofLane] of candidates.order.positions.places.slice(0, BIT_LANES).entries()) {
    for (const position of ofLane) yield { entry: entry++, number, position };
  }
}

const bitOf = (bytes: Uint8Array, at: number) => ((bytes[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1;

describe('what is seen of a block', () => {
  test('is, of every place, its bias, the master’s bit and the image’s; of slice quantisers nothing', () => {
    const image = discOf(ours);
    const { places: count, changed, seen } = see(image);
    const biases = biasThresholds(traceKey, block, seen.observed.length);
    const expected = new Uint16Array(seen.observed.length);
    for (const { entry, number, position } of places()) {
      if (number === lane.sliceQuantiser) continue;
      expected[entry] = observedAs(
        biases[entry] ?? 0,
        bitOf(master, position),
        bitOf(image, position),
      );
    }
    expect(seen.observed).toEqual(expected);
    expect(count).toBe(expected.filter((observed) => observed !== 0).length);
    const differing = expected.filter((observed) => ((observed >>> 1) ^ observed) & 1);
    expect([changed, changed > 200]).toEqual([differing.length, true]);
  });

  test('is nothing in sectors that are damaged', () => {
    const image = discOf(ours);
    image.fill(0, 3 * 2048, 4 * 2048);
    const whole = see(discOf(ours)).seen.observed;
    const { observed } = see(image).seen;
    for (const { entry, position } of places()) {
      const isLost = position >>> 14 === 3;
      expect(observed[entry]).toBe(isLost ? 0 : whole[entry]);
    }
  });

  test('is what is left of it where the image ends', () => {
    const image = discOf(ours).subarray(0, 6 * 2048 + 1500);
    const last = [...places()].filter(({ position }) => position >>> 14 >= 6);
    const { observed } = see(image).seen;
    expect([last.length > 10, last.every(({ entry }) => observed[entry] === 0)]).toEqual([
      true,
      true,
    ]);
    expect(see(image).places).toBeGreaterThan(100);
  });

  test('does not depend on what orders write', () => {
    const image = Uint8Array.from(master);
    image.fill(0xaa, stretch.offset, stretch.offset + stretch.length);
    for (const { position } of places()) {
      const bit = 0x80 >>> (position & 7);
      const byte = position >>> 3;
      image[byte] = ((image[byte] ?? 0) & ~bit) | (~(master[byte] ?? 0) & bit);
    }
    const all = [...places()].filter(({ number }) => number !== lane.sliceQuantiser).length;
    const { changed, places: count } = see(image);
    expect([changed, count]).toEqual([all, all]);
  });

  test('is nothing at all where something else stands', () => {
    const others = [chance.bytes(LENGTH), new Uint8Array(LENGTH), new Uint8Array(0)];
    expect(others.map((image) => seeBlock(block, candidates, traceKey, master, image))).toEqual([
      null,
      null,
      null,
    ]);
  });
});

test('the score of an order is the sum of the weights of what its disc has there', () => {
  const { seen } = see(discOf(ours));
  const scorer = new OrderScorer([seen]);
  for (const key of [ours, another]) {
    const disc = discOf(key);
    let sum = 0;
    for (const { entry, position } of places()) {
      sum += weights[2 * (seen.observed[entry] ?? 0) + bitOf(disc, position)] ?? 0;
    }
    expect(scorer.score(key)).toBeCloseTo(sum, 9);
  }
});
