import { expect, test } from 'vitest';
import { coefficientCodesZero } from '../../../../app/mpeg2/vlc-tables.ts';
import { columnsOf, rowsOf } from '../../../support/engine-slices.ts';
import {
  type BitText,
  type BlockToWrite,
  writeSlice,
} from '../../../support/engine-slice-writer.ts';

const flat: readonly BlockToWrite[] = Array.from({ length: 6 }, () => ({ dc: 0 }));
const withFirst = (block: BlockToWrite) => [block, ...flat.slice(1)];

test('differentials add up, component by component, from the middle of the range', () => {
  const blocks = [{ dc: 5 }, { dc: -5 }, { dc: 0 }, { dc: 40 }, { dc: -3 }, { dc: 1 }];
  const found = rowsOf(writeSlice([blocks, blocks]));
  expect(found.macroblocks).toBe(2);
  expect(found.dc).toEqual([
    [0, 133],
    [0, 128],
    [0, 168],
    [1, 125],
    [2, 129],
    [0, 173],
    [0, 168],
    [0, 208],
    [1, 122],
    [2, 130],
  ]);
  expect(found.dcStarts).toEqual([1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
});

test('the head of a slice is told: its type, row, and quantiser with its place', () => {
  const columns = columnsOf(writeSlice([flat]), { coding: { intraDcPrecision: 2 } });
  const { codingType, row, quantiserPosition, quantiserCode, dcMaximum } = columns;
  expect({ codingType, row, quantiserPosition, quantiserCode, dcMaximum }).toEqual({
    codingType: 1,
    row: 1,
    quantiserPosition: 32,
    quantiserCode: 4,
    dcMaximum: 1023,
  });
});

test('the bits of a differential and of a sign are where the record says', () => {
  const ac: BlockToWrite['ac'] = [
    [0, 1],
    [3, -2],
  ];
  const found = rowsOf(writeSlice([withFirst({ dc: 5, ac })]));
  expect([found.dcBits, found.acSigns]).toEqual([['101'], ['0', '1']]);
});

/** |level| x matrix x scale of quantiser_scale_code 4, with the default matrix in zig-zag order. */
const firstWeights = [16, 16, 19, 16, 19, 22, 22, 22, 22, 22, 22, 26, 24, 26, 27, 27, 27, 26];

test.each([false, true])(
  'every run and level of a table is read back (table one: %s)',
  (usesTableOne) => {
    for (const [, run, level] of coefficientCodesZero.filter(([, run]) => run < 17)) {
      const ac = [
        [run, level],
        [0, -level],
      ] as const;
      const text = writeSlice([withFirst({ dc: 0, ac })], { usesTableOne });
      const found = rowsOf(text, { coding: { intraVlcFormat: usesTableOne } });
      expect(found.ac).toEqual([
        level * firstWeights[run]! * 8,
        level * firstWeights[run + 1]! * 8,
      ]);
      expect(found.acSigns).toEqual(['0', '1']);
    }
  },
);

test('an escaped level is read with its sign, and its sign is the first of its twelve bits', () => {
  const ac: BlockToWrite['ac'] = [
    [0, -2047],
    [0, 300],
  ];
  const found = rowsOf(writeSlice([withFirst({ dc: 0, ac })]));
  expect(found.ac).toEqual([2047 * 16 * 8, 300 * 16 * 8]);
  expect(found.acSigns).toEqual(['1', '0']);
});

test('the size of a coefficient is level times matrix times quantiser scale, in the scan of the picture', () => {
  const text = writeSlice([withFirst({ dc: 0, ac: [[1, 3]] })]);
  // quantiser_scale_code 4 is 8 linear and 4 non-linear; index 2 is place (1, 0) zig-zag and (2, 0) alternate.
  expect(rowsOf(text).ac).toEqual([3 * 16 * 8]);
  expect(rowsOf(text, { coding: { qScaleType: true, alternateScan: true } }).ac).toEqual([
    3 * 19 * 4,
  ]);
});

test('a floor leaves out the smaller coefficients, and nothing else', () => {
  const ac = coefficientCodesZero
    .filter(([, run]) => run < 3)
    .slice(0, 20)
    .map(([, run, level], i) => [run, i % 2 === 0 ? level : -level] as const);
  const text = writeSlice([withFirst({ dc: 1, ac }), withFirst({ dc: 2, ac }), flat]);
  const all = columnsOf(text);
  const sizes = Array.from(all.acMagnitude.subarray(0, all.acCount));
  for (const acFloor of [...sizes, ...sizes.map((size) => size + 1), 1_000_000]) {
    const some = columnsOf(text, { acFloor });
    expect([some.dcCount, some.macroblocks]).toEqual([2, 3]);
    expect(Array.from(some.acPosition.subarray(0, some.acCount))).toEqual(
      Array.from(all.acPosition.subarray(0, all.acCount)).filter((_, i) => sizes[i]! >= acFloor),
    );
  }
});

test('a frame picture with field DCT has a bit more in each macroblock, a field picture has not', () => {
  const blocks = withFirst({ dc: 9 });
  const coding = { framePredFrameDct: false };
  const inFrame = rowsOf(writeSlice([blocks, blocks], { before: '1' }), { coding });
  const inField = rowsOf(writeSlice([blocks, blocks]), {
    coding: { ...coding, pictureStructure: 1 },
  });
  expect(inFrame.dc).toEqual([
    [0, 137],
    [0, 146],
  ]);
  expect(inField.dc).toEqual(inFrame.dc);
});

test('concealment vectors are passed over', () => {
  const blocks = withFirst({ dc: 9 });
  // motion_code 2 with sign and two residual bits, motion_code 0, marker.
  const coding = {
    concealmentMotionVectors: true,
    forwardHorizontalFCode: 3,
    forwardVerticalFCode: 1,
  };
  const inFrame = rowsOf(writeSlice([blocks], { before: '001 1 01 1 1' }), { coding });
  const inField = rowsOf(writeSlice([blocks], { before: '0 001 1 01 1 1' }), {
    coding: { ...coding, pictureStructure: 2 },
  });
  expect([inFrame.dc, inField.dc]).toEqual([[[0, 137]], [[0, 137]]]);
});

test.each([
  [0, 127, 128],
  [1, 255, 256],
  [2, 511, 512],
  [3, 1023, 1024],
])(
  'with intra_dc_precision %i a DC coefficient may rise by %i and no further',
  (intraDcPrecision, most, reset) => {
    const rising = (dc: number) => writeSlice([withFirst({ dc })]);
    const coding = { intraDcPrecision };
    expect(rowsOf(rising(most), { coding }).dc).toEqual([[0, reset + most]]);
    expect(() => rowsOf(rising(most + 1), { coding })).toThrow(
      expect.objectContaining({ code: 'MPEG2_BAD_CODE' }),
    );
  },
);

test.each([
  ['a level of -2048', '0000 01 000000 100000000000'],
  ['a level of 0', '0000 01 000000 000000000000'],
  ['bits that are no code', '0000 0000 0000 0000'],
  ['a 65th coefficient', '0000 01 111111 000000000001'],
])('%s is refused, with its bit', (_, bits) => {
  const text = writeSlice([]).bits('1 1 100').bits(bits);
  const at = writeSlice([]).bits('1 1 100').text.length;
  for (const acFloor of [0, 100_000]) {
    expect(() => columnsOf(text, { acFloor })).toThrow(
      expect.objectContaining({ code: 'MPEG2_BAD_CODE', context: { bit: at } }),
    );
  }
});

test('short codes that lead out of a block are refused, whether recorded or not', () => {
  // Run 13, five times: 70 places.
  const text = writeSlice([]).bits('1 1 100').bits('0010 0000 0'.repeat(5)).bits('10');
  for (const acFloor of [0, 100_000]) {
    expect(() => columnsOf(text, { acFloor })).toThrow(
      expect.objectContaining({ code: 'MPEG2_BAD_CODE' }),
    );
  }
});

test('a slice that ends too early, too late, or skips a macroblock is refused', () => {
  const whole = writeSlice([flat, flat]);
  const short = writeSlice([flat, [{ dc: 0, ac: [[0, 1]] }]]);
  const late = writeSlice([flat]).bits('0'.repeat(24)).bits('1'.repeat(8));
  const gap = writeSlice([flat]).bits('011').bits(whole.text.slice(-60));
  const codeOf = (text: BitText) => {
    try {
      columnsOf(text);
      return null;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect([whole, short, late, gap].map(codeOf)).toEqual([
    null,
    'MPEG2_BAD_CODE',
    'MPEG2_BAD_SLICE_END',
    'MPEG2_BAD_CODE',
  ]);
});

test('a slice wider than its picture, or below it, is refused', () => {
  const row = Array.from({ length: 46 }, () => flat);
  const damage = expect.objectContaining({ code: 'MPEG2_BAD_CODE' });
  expect(() => columnsOf(writeSlice(row))).toThrow(damage);
  expect(() => columnsOf(writeSlice([flat]), { width: 16, height: 0 })).toThrow(damage);
});
