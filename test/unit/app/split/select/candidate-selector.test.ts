import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { WindowScan } from '../../../../../app/mpeg2/index.ts';
import { ticksOf } from '../../../../../app/split/block-nav.ts';
import { BlockCandidates } from '../../../../../app/split/candidate-columns.ts';
import { CoverageTally } from '../../../../../app/split/coverage.ts';
import { presetLimits, presets, type Preset } from '../../../../../app/split/index.ts';
import { BIT_LANES, lane, levels } from '../../../../../app/split/lanes.ts';
import { measureRate } from '../../../../../app/split/measure-rate.ts';
import { CandidateSelector } from '../../../../../app/split/select/candidate-selector.ts';
import { type CutBlock, VobCutter } from '../../../../../app/split/vob-cutter.ts';
import { type ClipKind, makeClip } from '../../../../support/clips.ts';
import { wholeOf } from '../../../../support/engine-files.ts';

const kinds = ['bbb-pal', 'ntsc-interlaced'] as const satisfies readonly ClipKind[];
const films = new Map<ClipKind, Uint8Array>();

beforeAll(async () => {
  for (const kind of kinds) films.set(kind, readFileSync((await makeClip(kind)).vob));
});

/** Shows every block of a film, as long as it lasts. */
function cut(film: Uint8Array, onBlock: (block: CutBlock) => void): void {
  const cutter = new VobCutter(onBlock);
  cutter.push(film);
  cutter.flush();
}

/** One place of a candidate: its first bit, its bits, its lane. */
interface Place {
  readonly first: number;
  readonly bits: number;
  readonly lane: number;
}

function placesOf(candidates: BlockCandidates['order']): Place[] {
  return candidates.lanes.flatMap(({ count, positions, widths }, number) =>
    Array.from({ length: count }, (_, i) => ({
      first: positions[i]!,
      bits: number < BIT_LANES ? 1 : widths[i]!,
      lane: number,
    })),
  );
}

function plainOf(candidates: BlockCandidates) {
  return levels.map((level) =>
    candidates[level].lanes.map(({ count, positions, widths, starts, below, above }) =>
      [positions, widths, starts, below, above].map((column) => [...column.subarray(0, count)]),
    ),
  );
}

function selectorOf(film: Uint8Array, preset: Preset): CandidateSelector {
  return new CandidateSelector(preset, measureRate(bufferSource(film), wholeOf(film)));
}

describe.each(kinds)('the candidates of %s', (kind) => {
  test('rise lane by lane, and no two of both levels touch', () => {
    const film = films.get(kind)!;
    const selector = selectorOf(film, 'one');
    cut(film, (block) => {
      const into = new BlockCandidates();
      expect(selector.select(block, into, new CoverageTally())).toBeNull();
      const all = [...placesOf(into.distributor), ...placesOf(into.order)];
      for (const level of levels) {
        for (const { count, positions } of into[level].lanes) {
          const rising = [...positions.subarray(0, count)];
          expect(rising).toEqual(rising.toSorted((a, b) => a - b));
        }
      }
      const sorted = all.toSorted((a, b) => a.first - b.first);
      const touching = sorted.filter(
        ({ first }, i) => i > 0 && sorted[i - 1]!.first + sorted[i - 1]!.bits > first,
      );
      expect(touching).toEqual([]);
      expect(sorted.at(-1)!.first).toBeLessThan(block.bytes.length * 8);
    });
  });

  test('do not depend on the blocks before: several workers may share a film', () => {
    const film = films.get(kind)!;
    const first = selectorOf(film, 'quarter');
    cut(film, (block) => {
      const [one, other] = [new BlockCandidates(), new BlockCandidates()];
      first.select(block, one, new CoverageTally());
      selectorOf(film, 'quarter').select(block, other, new CoverageTally());
      expect(plainOf(other)).toEqual(plainOf(one));
    });
  });

  test.each(presets)('keep to the budget of %s, over the film and in each block', (preset) => {
    const film = films.get(kind)!;
    const rate = measureRate(bufferSource(film), wholeOf(film))!;
    const selector = new CandidateSelector(preset, rate);
    const limit = presetLimits[preset].video / 100;
    let drawn = 0;
    cut(film, (block) => {
      const into = new BlockCandidates();
      selector.select(block, into, new CoverageTally());
      const bits = levels.map((level) =>
        placesOf(into[level]).reduce((sum, place) => sum + place.bits, 0),
      );
      const due = (block.bytes.length + ticksOf(block.bytes, block.navIdentifierAt) * rate) / 2;
      // Half of the candidates are drawn.
      expect((bits[0]! + bits[1]!) / 16).toBeLessThanOrEqual(due * limit);
      expect(bits[1]! / 16).toBeLessThanOrEqual(due * 0.0012);
      drawn += (bits[0]! + bits[1]!) / 16;
    });
    expect(drawn).toBeLessThanOrEqual(film.length * limit);
    // A clip of two seconds has not enough for the largest preset.
    expect(drawn).toBeGreaterThan(film.length * limit * (preset === 'one' ? 0.75 : 0.95));
  });

  test('have the chain of a component of a row in one level only', () => {
    const film = films.get(kind)!;
    const selector = selectorOf(film, 'one');
    cut(film, (block) => {
      const into = new BlockCandidates();
      selector.select(block, into, new CoverageTally());
      for (const number of [lane.dcLuma, lane.dcBlue, lane.dcRed]) {
        const tagged = levels.flatMap((level) => {
          const { count, positions, starts } = into[level].lane(number);
          return Array.from({ length: count }, (_, i) => ({
            level,
            first: positions[i]!,
            isStart: starts[i] === 1,
          }));
        });
        const sorted = tagged.toSorted((a, b) => a.first - b.first);
        // Where the level changes another chain begins.
        const torn = sorted.filter(
          (place, i) => i > 0 && sorted[i - 1]!.level !== place.level && !place.isStart,
        );
        expect(torn).toEqual([]);
      }
    });
  });
});

test('of B pictures the quantisers of slices are candidates, and nothing else', () => {
  const film = films.get('bbb-pal')!;
  const selector = selectorOf(film, 'half');
  const lanesInB = new Set<number>();
  cut(film, (block) => {
    const into = new BlockCandidates();
    selector.select(block, into, new CoverageTally());
    const { video } = block;
    const scan = new WindowScan().scan(video);
    const placeOf = video.places();
    // From the header of a B picture to the next header.
    const stretches: (readonly [from: number, to: number])[] = [];
    let picture = -1;
    for (let i = 0; i < scan.count; i++) {
      if (scan.codes[i] !== 0) continue;
      picture++;
      if (scan.pictureTypes[picture] !== 3) continue;
      const from = scan.positions[i]!;
      const to = from + scan.pictureBytes[picture]! - 1;
      stretches.push([placeOf(from * 8), placeOf(to * 8)]);
    }
    for (const level of levels) {
      for (const place of placesOf(into[level])) {
        const isInB = stretches.some(([from, to]) => place.first >= from && place.first < to);
        if (isInB && place.lane < lane.mpegSoundScale) lanesInB.add(place.lane);
        if (isInB && place.lane >= BIT_LANES) lanesInB.add(place.lane);
      }
    }
  });
  expect([...lanesInB]).toEqual([lane.sliceQuantiser]);
});

test('a scene of few bytes has more than its part, one of many less: half of the budget goes by playing time', () => {
  const film = films.get('bbb-pal')!;
  const counted = (bytesPerTick: number | null) => {
    let bits = 0;
    const selector = new CandidateSelector('quarter', bytesPerTick);
    cut(film, (block) => {
      const into = new BlockCandidates();
      selector.select(block, into, new CoverageTally());
      for (const level of levels) for (const { bits: more } of placesOf(into[level])) bits += more;
    });
    return bits;
  };
  const rate = measureRate(bufferSource(film), wholeOf(film))!;
  // In a film whose mean is twice this one's rate it counts as half itself, half twice itself.
  expect(counted(2 * rate) / counted(null)).toBeCloseTo(1.5, 1);
  expect(counted(rate / 2) / counted(null)).toBeCloseTo(0.75, 1);
});

test('a damaged block gives its reason and nothing else', () => {
  const film = Uint8Array.from(films.get('bbb-pal')!);
  const reasons: (string | null)[] = [];
  const tally = new CoverageTally();
  const selector = new CandidateSelector('quarter', null);
  cut(film, (block) => {
    const into = new BlockCandidates();
    // Slices of its I picture.
    block.video.bytes.fill(0xff, 3000, 3064);
    reasons.push(selector.select(block, into, tally));
    expect(levels.every((level) => into[level].isEmpty)).toBe(true);
  });
  expect(reasons.length).toBeGreaterThan(3);
  expect(reasons.every((reason) => reason?.startsWith('MPEG2_'))).toBe(true);
  expect(tally.summary('quarter').leftOut).toEqual({});
});
