import { expect, test } from 'vitest';
import { coefficientCodesZero } from '../../../../app/mpeg2/vlc-tables.ts';
import { codedBlockPatternCodes } from '../../../../app/mpeg2/macroblock-codes.ts';
import { columnsOf, type PictureOfText, rowsOf } from '../../../support/engine-slices.ts';
import { BitText } from '../../../support/engine-slice-writer.ts';

const head = () => new BitText().number(0x00000101, 32).number(4, 5).bits('0');
const predictive: PictureOfText = {
  codingType: 2,
  coding: { forwardHorizontalFCode: 1, forwardVerticalFCode: 1 },
};
const bidirectional: PictureOfText = {
  codingType: 3,
  coding: {
    forwardHorizontalFCode: 1,
    forwardVerticalFCode: 2,
    backwardHorizontalFCode: 3,
    backwardVerticalFCode: 4,
  },
};
/** Six intra blocks, the first with a differential of 5; no coefficients. */
const intraBlocks = `101 101 10 ${'100 10'.repeat(3)} ${'00 10'.repeat(2)}`;
/** coded_block_pattern 1: the last block alone, which is one coefficient. */
const oneBlock = '0101 1 10 10';
const bad = (code = 'MPEG2_BAD_CODE') => expect.objectContaining({ code });

test('every macroblock_type of a P picture is read', () => {
  const text = head()
    .bits(`1 1 1 1 ${oneBlock}`) // forward and pattern, no difference
    .bits(`1 01 ${oneBlock}`)
    .bits('1 001 1 1')
    .bits(`1 0001 1 ${intraBlocks}`)
    .bits(`1 0001 0 00110 1 1 ${oneBlock}`)
    .bits(`1 0000 1 00110 ${oneBlock}`)
    .bits(`1 0000 01 00110 ${intraBlocks}`);
  const { macroblocks, intraMacroblocks, dc, dcStarts } = rowsOf(text, predictive);
  expect({ macroblocks, intraMacroblocks, dc, dcStarts }).toEqual({
    macroblocks: 7,
    intraMacroblocks: 2,
    dc: [
      [0, 133],
      [0, 133],
    ],
    dcStarts: [1, 1],
  });
});

test('every macroblock_type of a B picture is read, with the residuals of both directions', () => {
  const forward = '01 0 001 1 0'; // difference 1, no residual; difference -2 x, one bit
  const backward = '01 0 11 01 1 111'; // two bits, three bits
  const text = head()
    .bits(`1 10 ${forward} ${backward}`)
    .bits(`1 11 ${forward} ${backward} ${oneBlock}`)
    .bits(`1 010 ${backward}`)
    .bits(`1 011 ${backward} ${oneBlock}`)
    .bits(`1 0010 ${forward}`)
    .bits(`1 0011 ${forward} ${oneBlock}`)
    .bits(`1 0001 1 ${intraBlocks}`)
    .bits(`1 0001 0 00110 ${forward} ${backward} ${oneBlock}`)
    .bits(`1 0000 11 00110 ${forward} ${oneBlock}`)
    .bits(`1 0000 10 00110 ${backward} ${oneBlock}`)
    .bits(`1 0000 01 00110 ${intraBlocks}`);
  const { macroblocks, intraMacroblocks, dc, motion, motionLeftOut } = rowsOf(text, bidirectional);
  expect({ macroblocks, intraMacroblocks, dc, motion, motionLeftOut }).toEqual({
    macroblocks: 11,
    intraMacroblocks: 2,
    dc: [
      [0, 133],
      [0, 133],
    ],
    motion: [],
    motionLeftOut: null,
  });
});

test('vectors of fields and of dual prime are passed over in B and concealed macroblocks as in P ones', () => {
  const coding = { ...bidirectional.coding, framePredFrameDct: false };
  const field = '1 01 0 1 0 1 01 0 1 0'; // twice: field select, difference 1, difference 0
  const inFrame = head().bits(`1 0010 01 ${field.replaceAll('01 0 1 0', '01 0 1')}`);
  expect(rowsOf(inFrame, { ...bidirectional, coding }).macroblocks).toBe(1);
  const dual = head().bits('1 0010 11 01 0 11 1 0');
  expect(rowsOf(dual, { ...bidirectional, coding }).macroblocks).toBe(1);
  const inField = { ...bidirectional, coding: { ...coding, pictureStructure: 1 } };
  expect(rowsOf(head().bits('1 0010 10 1 1 1 0 01 1 1'), inField).macroblocks).toBe(1);
  expect(rowsOf(head().bits('1 0010 01 1 1 1'), inField).macroblocks).toBe(1);
});

test('concealment vectors of a P picture are followed like others', () => {
  const coding = { ...predictive.coding, concealmentMotionVectors: true };
  const skip = '1 001 1 1';
  const text = head().bits(`${skip} ${skip} 1 0001 1 0001 1 1 1 ${intraBlocks}`);
  const found = rowsOf(text, { ...predictive, coding });
  expect([found.motion, found.motionSigns, found.dc]).toEqual([[3], ['1'], [[0, 133]]]);
});

test('each pattern of coded blocks has as many blocks as it has ones', () => {
  for (const [code, value] of codedBlockPatternCodes) {
    const blocks = value.toString(2).replaceAll('0', '').length;
    const text = head().bits(`1 01 ${code} ${'10 10'.repeat(blocks)} 1 001 1 1`);
    expect(rowsOf(text, predictive).macroblocks).toBe(2);
  }
});

test('every run and level of a block that is not intra is read', () => {
  for (const [code, run, level] of coefficientCodesZero) {
    // The code in question, then as many coefficients as the block has room for: one more is too many.
    const first = run === 0 && level === 1 ? '1' : code;
    const rest = '11 1'.repeat(63 - run);
    const text = (more: string) => head().bits(`1 01 0101 1 ${first} 0 ${rest} ${more} 10`);
    expect(rowsOf(text(''), predictive).macroblocks).toBe(1);
    expect(() => rowsOf(text('11 0'), predictive)).toThrow(bad());
  }
});

test('escapes of blocks that are not intra are recorded, by size if a floor is set', () => {
  const escape = (run: number, level: number) =>
    new BitText().bits('0000 01').number(run, 6).number(level, 12).text;
  const text = head().bits(`1 01 0101 1 ${escape(0, 50)} ${escape(20, -300)} ${escape(0, 1)} 10`);
  const all = rowsOf(text, predictive);
  // Matrix 16, quantiser_scale_code 4.
  expect([all.escapes, all.escapeSigns]).toEqual([
    [50 * 128, 300 * 128, 128],
    ['0', '1', '0'],
  ]);
  expect(rowsOf(text, { ...predictive, acFloor: 129 }).escapes).toEqual([50 * 128, 300 * 128]);
});

test('the predictors of DC begin anew behind skipped macroblocks and others that are not intra', () => {
  const intra = `0001 1 ${intraBlocks}`;
  const text = head().bits(`1 ${intra} 1 ${intra} 011 ${intra} 1 001 1 1 1 ${intra}`);
  const { dc, dcStarts } = rowsOf(text, predictive);
  expect(dc.map(([, level], i) => [level, dcStarts[i]])).toEqual([
    [133, 1],
    [138, 0],
    [133, 1],
    [133, 1],
  ]);
});

test.each([
  ['no macroblock_type', '1 0000 00'],
  ['no macroblock_address_increment', '0000 0000 1'],
  ['no motion_code', '1 001 0000 0000 01'],
  ['no coded_block_pattern', '1 01 0000 0000 1'],
  ['a reserved motion type', '1 001 00 1 1'],
  ['an escape of level 0', '1 001 10 1 1 1 01 0 0101 1 0000 01 000000 000000000000'],
  ['a quantiser of 0', '1 0000 1 0 00000'],
])('%s is refused', (_, bits) => {
  const coding = { ...predictive.coding, framePredFrameDct: false };
  expect(() => columnsOf(head().bits(bits).bits('1'), { ...predictive, coding })).toThrow(bad());
});

test('a slice of empty macroblocks that leads beyond its end or its width is refused', () => {
  expect(() => columnsOf(head().bits('1 001 1 1'.repeat(46)), predictive)).toThrow(bad());
  expect(() => columnsOf(head().bits('0000 0001 000'.repeat(20)), predictive)).toThrow(bad());
});

test.each([0, 10, 15])('a range of vectors of %i is refused where vectors are read', (fCode) => {
  const coding = { forwardHorizontalFCode: fCode, forwardVerticalFCode: 1 };
  expect(() => columnsOf(head(), { codingType: 2, coding })).toThrow(bad('MPEG2_BAD_HEADER'));
  expect(() => columnsOf(head(), { coding })).toThrow(bad());
});
