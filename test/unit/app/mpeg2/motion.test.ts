import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  follow,
  type MotionKind,
  type MovedMacroblock,
  type MovedPicture,
  vectorsOfKind,
  writeMoved,
} from '../../../support/engine-motion.ts';
import { columnsOf, type PictureOfText } from '../../../support/engine-slices.ts';

const still: MovedPicture = {
  width: 8,
  height: 4,
  structure: 3,
  topFieldFirst: true,
  fCodes: [2, 2],
  row: 1,
};

function pictureOf({
  width,
  height,
  structure,
  topFieldFirst,
  fCodes,
}: MovedPicture): PictureOfText {
  return {
    codingType: 2,
    width: width * 16,
    height: height * 16,
    coding: {
      pictureStructure: structure,
      topFieldFirst,
      framePredFrameDct: false,
      forwardHorizontalFCode: fCodes[0],
      forwardVerticalFCode: fCodes[1],
    },
  };
}

function candidatesOf(macroblocks: readonly MovedMacroblock[], picture: MovedPicture) {
  const { text, signs } = writeMoved(macroblocks, picture);
  const columns = columnsOf(text, pictureOf(picture));
  const positions = Array.from(columns.motionPosition.subarray(0, columns.motionCount));
  return {
    leftOut: columns.motionLeftOut,
    macroblocks: columns.macroblocks,
    weights: Array.from(columns.motionWeight.subarray(0, columns.motionCount)),
    /** Numbers of the components, in the order of the stream. */
    components: positions.map((position) => signs.indexOf(position)),
  };
}

const moved = (
  kind: MotionKind,
  ...differences: readonly (readonly [number, number])[]
): MovedMacroblock => ({ skipped: 0, kind, differences, dmvector: [0, 0] });
const none: MovedMacroblock = { skipped: 0, kind: 'none', differences: [], dmvector: [0, 0] };

describe('signs of vectors', () => {
  test('are offered where either leads to samples of the picture, with the length of the difference', () => {
    const found = candidatesOf([none, moved('frame', [-12, 7])], still);
    expect(found).toEqual({ leftOut: null, macroblocks: 2, weights: [12, 7], components: [0, 1] });
  });

  test('are not offered where the other one would lead out of the picture', () => {
    // The first macroblock stands at the left edge; the row has 16 lines above it.
    expect(candidatesOf([moved('frame', [2, 31])], still).components).toEqual([1]);
    expect(candidatesOf([moved('frame', [2, 3])], { ...still, row: 0 })).toEqual({
      leftOut: 'noRoom',
      macroblocks: 1,
      weights: [],
      components: [],
    });
  });

  test('are not offered where a later vector, led astray, would leave the picture', () => {
    // 10, then -2; led astray -10, then -22: all in the range of -32 to 31.
    const followed = [none, none, moved('frame', [10, 0]), moved('frame', [-12, 0])];
    expect(candidatesOf(followed, still).components).toEqual([0, 2]);
    // -22 in the film; led astray by the first -42, by the second only 2.
    const further = [...followed, moved('frame', [-20, 0])];
    expect(candidatesOf(further, still).components).toEqual([2]);
  });

  test('begin anew behind a skipped macroblock, an intra one, and one without a vector', () => {
    const edge = moved('frame', [-31, 0]);
    const barriers: readonly MovedMacroblock[] = [
      none,
      { ...none, kind: 'intra' },
      { ...moved('frame', [0, 0]), skipped: 1 },
    ];
    const start = [none, none, none];
    for (const barrier of barriers) {
      const found = candidatesOf([...start, edge, barrier, edge], still);
      expect(found.components.filter((one) => one % 2 === 0).length).toBe(2);
    }
    // Without a barrier the second would add to the first: -62 is below the range.
    expect(candidatesOf([...start, edge, edge], still).components).toEqual([]);
  });

  test('of a slice with none are missing for a reason', () => {
    expect(candidatesOf([none, none], still).leftOut).toBe(null);
    expect(candidatesOf([moved('frame', [0, 0])], still).leftOut).toBe('noDifference');
    expect(candidatesOf([moved('frame', [-2, 0])], still).leftOut).toBe('outsidePicture');
  });
});

const difference = (fCode: number) => {
  const most = 16 * 2 ** (fCode - 1);
  return fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: -6, max: 6 }) },
    { weight: 1, arbitrary: fc.integer({ min: -most, max: most }) },
  );
};

const slices = fc
  .record({
    width: fc.integer({ min: 4, max: 12 }),
    height: fc.constantFrom(4, 6),
    structure: fc.constantFrom(1, 2, 3),
    topFieldFirst: fc.boolean(),
    fCodes: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    row: fc.nat(1),
  })
  .chain((picture) => {
    const kinds = picture.structure === 3 ? ['frame', 'field', 'dual'] : ['field', '16x8', 'dual'];
    const pair = fc.tuple(difference(picture.fCodes[0]), difference(picture.fCodes[1]));
    const macroblock = fc.record({
      skipped: fc.constant(0),
      kind: fc.constantFrom(...kinds, ...kinds, ...kinds, 'none', 'intra'),
      differences: fc.tuple(pair, pair),
      dmvector: fc.tuple(fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 1 })),
    });
    const row = fc.array(macroblock, { minLength: 1, maxLength: picture.width });
    return fc.tuple(fc.constant(picture), row, fc.infiniteStream(fc.boolean()));
  }) as fc.Arbitrary<readonly [MovedPicture, readonly MovedMacroblock[], fc.Stream<boolean>]>;

/** The macroblocks with the differences of the chosen components turned round. */
function turned(
  macroblocks: readonly MovedMacroblock[],
  structure: number,
  components: ReadonlySet<number>,
): MovedMacroblock[] {
  let component = 0;
  return macroblocks.map((macroblock) => ({
    ...macroblock,
    differences: macroblock.differences
      .slice(0, vectorsOfKind(macroblock.kind, structure))
      .map(([across, down]) => {
        const signs = [components.has(component) ? -1 : 1, components.has(component + 1) ? -1 : 1];
        component += 2;
        return [across * signs[0]!, down * signs[1]!] as const;
      }),
  }));
}

test('whatever signs are turned, every vector that moves stays in its range, wraps as it did, and stays in the picture', () => {
  const offered: Record<string, number> = {};
  fc.assert(
    fc.property(slices, ([picture, macroblocks, choices]) => {
      const { components } = candidatesOf(macroblocks, picture);
      const before = follow(macroblocks, picture);
      for (let round = 0; round < 8; round++) {
        const chosen = new Set(components.filter(() => round === 0 || choices.next().value));
        const after = follow(turned(macroblocks, picture.structure, chosen), picture);
        after.forEach((vector, i) => {
          if (vector.value === before[i]!.value) return;
          const { wrap } = before[i]!;
          expect({ ...vector, value: 0 }).toEqual({
            value: 0,
            wrap,
            isInRange: true,
            isInside: true,
          });
        });
      }
      const key = `${picture.structure}`;
      offered[key] = (offered[key] ?? 0) + components.length;
    }),
    { seed: 63, numRuns: 500 },
  );
  // Enough of each kind to mean something.
  expect(Object.keys(offered)).toEqual(['1', '2', '3']);
  expect(Object.values(offered).every((count) => count > 300)).toBe(true);
});

test('turning offered signs moves no place in the slice', () => {
  fc.assert(
    fc.property(slices, ([picture, macroblocks, choices]) => {
      const { components } = candidatesOf(macroblocks, picture);
      const chosen = new Set(components.filter(() => choices.next().value));
      const after = writeMoved(turned(macroblocks, picture.structure, chosen), picture);
      expect(after.signs).toEqual(writeMoved(macroblocks, picture).signs);
      const columns = columnsOf(after.text, pictureOf(picture));
      expect(columns.macroblocks).toBe(macroblocks.length);
    }),
    { seed: 64, numRuns: 100 },
  );
});
