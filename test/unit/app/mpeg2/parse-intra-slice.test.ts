import { expect, test } from 'vitest';
import type { PictureCodingExtension } from '../../../../app/mpeg2/headers.ts';
import { IntraSlice, prepareIntraPicture } from '../../../../app/mpeg2/intra-slice.ts';
import { parseIntraSlice } from '../../../../app/mpeg2/parse-intra-slice.ts';
import { defaultIntraMatrix } from '../../../../app/mpeg2/quantiser.ts';
import { coefficientCodesZero } from '../../../../app/mpeg2/vlc-tables.ts';
import {
  type BitText,
  type BlockToWrite,
  writeSlice,
} from '../../../support/engine-slice-writer.ts';

const frame: PictureCodingExtension = {
  forwardHorizontalFCode: 15,
  forwardVerticalFCode: 15,
  intraDcPrecision: 0,
  pictureStructure: 3,
  framePredFrameDct: true,
  concealmentMotionVectors: false,
  qScaleType: false,
  intraVlcFormat: false,
  alternateScan: false,
};
const flat: readonly BlockToWrite[] = Array.from({ length: 6 }, () => ({ dc: 0 }));

function parse(text: BitText, coding: Partial<PictureCodingExtension> = {}) {
  const bytes = text.bytes(512);
  const picture = prepareIntraPicture(
    { ...frame, ...coding },
    { width: 720, height: 576 },
    defaultIntraMatrix,
  );
  const slice = new IntraSlice(45);
  const end = Math.ceil(text.text.length / 8);
  parseIntraSlice(new DataView(bytes.buffer), 0, end, picture, slice);
  const rows = <Row>(count: number, row: (i: number) => Row) =>
    Array.from({ length: count }, (_, i) => row(i));
  return {
    macroblocks: slice.macroblocks,
    dc: rows(slice.dcCount, (i) => [
      slice.dcComponent[i],
      slice.dcDifferential[i],
      slice.dcLevel[i],
    ]),
    ac: rows(slice.acCount, (i) => [slice.acIndex[i], slice.acLevel[i], slice.acMagnitude[i]]),
    signs: rows(slice.acCount, (i) => text.text[slice.acPosition[i]!]),
    dcBits: rows(slice.dcCount, (i) =>
      text.text.slice(slice.dcPosition[i], slice.dcPosition[i]! + slice.dcSize[i]!),
    ),
  };
}

test('differentials add up, component by component, from the middle of the range', () => {
  const blocks = [{ dc: 5 }, { dc: -5 }, { dc: 0 }, { dc: 40 }, { dc: -3 }, { dc: 1 }];
  const found = parse(writeSlice([blocks, blocks]));
  expect(found.macroblocks).toBe(2);
  expect(found.dc).toEqual([
    [0, 5, 133],
    [0, -5, 128],
    [0, 40, 168],
    [1, -3, 125],
    [2, 1, 129],
    [0, 5, 173],
    [0, -5, 168],
    [0, 40, 208],
    [1, -3, 122],
    [2, 1, 130],
  ]);
});

test('the bits of a differential and of a sign are where the record says', () => {
  const blocks = [
    {
      dc: 5,
      ac: [
        [0, 1],
        [3, -2],
      ] as const,
    },
    ...flat.slice(1),
  ];
  const found = parse(writeSlice([blocks]));
  expect([found.dcBits, found.signs]).toEqual([['101'], ['0', '1']]);
});

test.each([false, true])(
  'every run and level of a table is read back (table one: %s)',
  (usesTableOne) => {
    for (const [, run, level] of coefficientCodesZero) {
      const blocks = [
        {
          dc: 0,
          ac: [
            [run, level],
            [0, -level],
          ] as const,
        },
        ...flat.slice(1),
      ];
      const found = parse(writeSlice([blocks], { usesTableOne }), { intraVlcFormat: usesTableOne });
      expect(found.ac.map(([index, value]) => [index, value])).toEqual([
        [run + 1, level],
        [run + 2, -level],
      ]);
    }
  },
);

test('an escaped level is read with its sign, and its sign is the first of its twelve bits', () => {
  const blocks = [
    {
      dc: 0,
      ac: [
        [40, -2047],
        [5, 300],
      ] as const,
    },
    ...flat.slice(1),
  ];
  const found = parse(writeSlice([blocks]));
  expect(found.ac.map(([index, level]) => [index, level])).toEqual([
    [41, -2047],
    [47, 300],
  ]);
  expect(found.signs).toEqual(['1', '0']);
});

test('the size of a coefficient is level times matrix times quantiser scale, in the scan of the picture', () => {
  const blocks = [{ dc: 0, ac: [[1, 3]] as const }, ...flat.slice(1)];
  // quantiser_scale_code 4 is 8 linear and 4 non-linear; index 2 is place (1, 0) zig-zag and (2, 0) alternate.
  expect(parse(writeSlice([blocks])).ac).toEqual([[2, 3, 3 * 16 * 8]]);
  expect(parse(writeSlice([blocks]), { qScaleType: true, alternateScan: true }).ac).toEqual([
    [2, 3, 3 * 19 * 4],
  ]);
});

test('a frame picture with field DCT has a bit more in each macroblock, a field picture has not', () => {
  const blocks = [{ dc: 9 }, ...flat.slice(1)];
  const interlaced = { framePredFrameDct: false };
  const inFrame = parse(writeSlice([blocks, blocks], { before: '1' }), interlaced);
  const inField = parse(writeSlice([blocks, blocks]), { ...interlaced, pictureStructure: 1 });
  expect(inFrame.dc).toEqual([
    [0, 9, 137],
    [0, 9, 146],
  ]);
  expect(inField.dc).toEqual(inFrame.dc);
});

test('concealment vectors are passed over', () => {
  const blocks = [{ dc: 9 }, ...flat.slice(1)];
  // motion_code 2 with sign and two residual bits, motion_code 0, marker.
  const vectors = {
    concealmentMotionVectors: true,
    forwardHorizontalFCode: 3,
    forwardVerticalFCode: 1,
  };
  const inFrame = parse(writeSlice([blocks], { before: '001 1 01 1 1' }), vectors);
  const inField = parse(writeSlice([blocks], { before: '0 001 1 01 1 1' }), {
    ...vectors,
    pictureStructure: 2,
  });
  expect([inFrame.dc, inField.dc]).toEqual([[[0, 9, 137]], [[0, 9, 137]]]);
});

test.each([
  [0, 127, 128],
  [1, 255, 256],
  [2, 511, 512],
  [3, 1023, 1024],
])(
  'with intra_dc_precision %i a DC coefficient may rise by %i and no further',
  (intraDcPrecision, most, reset) => {
    const rising = (dc: number) => writeSlice([[{ dc }, ...flat.slice(1)]]);
    expect(parse(rising(most), { intraDcPrecision }).dc).toEqual([[0, most, reset + most]]);
    expect(() => parse(rising(most + 1), { intraDcPrecision })).toThrow(
      expect.objectContaining({ code: 'MPEG2_BAD_CODE' }),
    );
  },
);

test.each([
  ['a level of -2048', '0000 01 000000 100000000000', 'MPEG2_BAD_CODE'],
  ['a level of 0', '0000 01 000000 000000000000', 'MPEG2_BAD_CODE'],
  ['bits that are no code', '0000 0000 0000 0000', 'MPEG2_BAD_CODE'],
  ['a 65th coefficient', '0000 01 111111 000000000001', 'MPEG2_BAD_CODE'],
])('%s is refused, with its bit', (_, bits, code) => {
  const text = writeSlice([]).bits('1 1 100').bits(bits);
  const at = writeSlice([]).bits('1 1 100').text.length;
  expect(() => parse(text)).toThrow(expect.objectContaining({ code, context: { bit: at } }));
});

test('a slice that ends too early, too late, or skips a macroblock is refused', () => {
  const whole = writeSlice([flat, flat]);
  const short = writeSlice([flat, [{ dc: 0, ac: [[0, 1]] }]]);
  const late = writeSlice([flat]).bits('0'.repeat(24)).bits('1'.repeat(8));
  const gap = writeSlice([flat]).bits('011').bits(whole.text.slice(-60));
  const codeOf = (text: BitText) => {
    try {
      parse(text);
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

test('a slice wider than its picture is refused', () => {
  const row = Array.from({ length: 46 }, () => flat);
  expect(() => parse(writeSlice(row))).toThrow(expect.objectContaining({ code: 'MPEG2_BAD_CODE' }));
});
