import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { candidateClasses } from '../../../../app/split/classes.ts';
import { countDraw, drawBlock, type DrawCounts, drawPlaces } from '../../../../app/split/draw.ts';
import { measureDraw, type TitleIndex } from '../../../../app/split/index.ts';
import { makeClip } from '../../../support/clips.ts';
import { indexOf, planOf, splitWhole } from '../../../support/engine-files.ts';

let master: Uint8Array;
let index: TitleIndex;

beforeAll(async () => {
  master = readFileSync((await makeClip('bbb-pal')).vob);
  ({ index } = await indexOf(master));
});

const keyOf = (byte: number) => new Uint8Array(32).fill(byte);

test('half of the places in pictures are drawn, and three tenths of the frames of sound, by any key', () => {
  for (const key of [keyOf(1), keyOf(2)]) {
    const { drawn } = measureDraw(index, key);
    for (const { name, substitution } of candidateClasses) {
      const part = (drawn[name] ?? 0) / (index.candidates[name] ?? 1);
      // There are thousands of places in pictures, but only about 80 frames of sound.
      const [wanted, tolerance] = substitution === 'computed' ? [0.3, 0.15] : [0.5, 0.05];
      expect(Math.abs(part - wanted)).toBeLessThan(tolerance);
    }
  }
});

test('two keys agree on as many places as chance has it', () => {
  const candidates = index.block(1).candidates();
  const placesOf = (key: number) => {
    const { runs } = drawPlaces(candidates, keyOf(key), 1);
    return new Set(runs.positions.subarray(0, runs.count));
  };
  const [one, two] = [placesOf(1), placesOf(2)];
  const shared = [...one].filter((place) => two.has(place)).length;
  expect(shared / one.size).toBeCloseTo(0.5, 1);
});

test('the places of a block do not depend on the master, and are those that are written', () => {
  const block = index.block(1);
  const candidates = block.candidates();
  const bytes = master.subarray(block.start, block.start + block.length);
  const drawn = drawBlock(candidates, bytes, keyOf(3), 1);
  const places = drawPlaces(candidates, keyOf(3), 1);
  const runsOf = ({ runs }: typeof drawn) => [
    runs.positions.slice(0, runs.count),
    runs.widths.slice(0, runs.count),
  ];
  expect(runsOf(drawn)).toEqual(runsOf(places));
  const countsOf = ({ laneCounts, valueBits }: DrawCounts) => ({ laneCounts, valueBits });
  expect(countsOf(places)).toEqual(countsOf(drawn));
  expect(countDraw(block.kinds(), keyOf(3), 1)).toEqual(countsOf(drawn));
});

describe('what is written', () => {
  test('is the same for the same key, and differs for another', () => {
    const mainOf = (key: number) => splitWhole(master, index, planOf(keyOf(key)));
    const [one, again, other] = [mainOf(1), mainOf(1), mainOf(2)];
    expect(Buffer.compare(one.main, again.main)).toBe(0);
    expect(Buffer.compare(one.complement, again.complement)).toBe(0);
    expect(Buffer.compare(one.main, other.main)).not.toBe(0);
  });

  test('touches nothing but candidates and NAV identifiers', () => {
    const allowed = new Uint8Array(master.length);
    for (let number = 0; number < index.blocks; number++) {
      const block = index.block(number);
      const { count, positions, widths, heads, continuations, stretches } = block.candidates();
      const allow = (bit: number, width: number) => {
        for (let at = bit; at < bit + width; at++) {
          const byte = block.start + (at >>> 3);
          allowed[byte] = (allowed[byte] ?? 0) | (128 >>> (at & 7));
        }
      };
      for (let i = 0; i < count; i++) {
        const [width, head] = [widths[i] ?? 0, heads[i] ?? 0];
        allow(positions[i] ?? 0, head || width);
        if (head > 0) allow(continuations[i] ?? 0, width - head);
      }
      for (const { offset, length } of stretches.flatMap((stretch) => stretch.pieces)) {
        allow(offset * 8, length * 8);
      }
      // Every block of an authored VOB begins with a NAV pack.
      expect(block.navIdentifierAt).toBe(0x49);
      allowed.fill(255, block.start + 0x49, block.start + 0x49 + 32);
    }
    const { main } = splitWhole(master, index, planOf(keyOf(4)));
    const touched = main.findIndex((byte, at) => ((byte ^ master[at]!) & ~allowed[at]!) !== 0);
    expect(touched).toBe(-1);
  });

  test('carries the identifier in every NAV pack', () => {
    const identifier = new Uint8Array(32).fill(0x5a);
    const { main } = splitWhole(master, index, planOf(keyOf(4)));
    const found = Array.from({ length: index.blocks }, (_, number) => index.block(number))
      .filter((block) => block.navIdentifierAt !== null)
      .map((block) => main.subarray(block.start + 0x49, block.start + 0x49 + 32));
    expect(found.length).toBeGreaterThan(4);
    expect(found.every((bytes) => Buffer.compare(bytes, identifier) === 0)).toBe(true);
  });
});
