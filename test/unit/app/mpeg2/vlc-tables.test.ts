import { expect, test } from 'vitest';
import * as macroblocks from '../../../../app/mpeg2/macroblock-codes.ts';
import * as tables from '../../../../app/mpeg2/vlc-tables.ts';

const plain = (codes: readonly (readonly [string, ...unknown[]])[]) =>
  codes.map(([code]) => code.replaceAll(' ', ''));

const all: readonly (readonly [name: string, codes: readonly string[]])[] = [
  [
    'B-1',
    [
      ...plain(macroblocks.macroblockAddressIncrementCodes),
      macroblocks.macroblockEscape.replaceAll(' ', ''),
    ],
  ],
  ['B-2', plain(macroblocks.macroblockTypesOfI)],
  ['B-3', plain(macroblocks.macroblockTypesOfP)],
  ['B-4', plain(macroblocks.macroblockTypesOfB)],
  ['B-9', plain(macroblocks.codedBlockPatternCodes)],
  ['B-10', plain(macroblocks.motionCodes)],
  ['B-12', plain(tables.dcSizeLuminanceCodes)],
  ['B-13', plain(tables.dcSizeChrominanceCodes)],
  ['B-14', [...plain(tables.coefficientCodesZero), tables.endOfBlockZero, '000001']],
  ['B-15', [...plain(tables.coefficientCodesOne), tables.endOfBlockOne, '000001']],
];

test.each(all)('no code of table %s begins another', (_, codes) => {
  const sorted = [...codes].sort();
  const clashes = sorted.filter((code, i) => sorted[i + 1]?.startsWith(code));
  expect(clashes).toEqual([]);
});

test('the DC size codes leave no bits without a meaning', () => {
  const share = (codes: readonly string[]) =>
    codes.reduce((sum, code) => sum + 2 ** -code.length, 0);
  const codesOf = (name: string) => all.find((one) => one[0] === name)![1];
  expect([share(codesOf('B-12')), share(codesOf('B-13'))]).toEqual([1, 1]);
});

test('both coefficient tables name the same 111 pairs of run and level', () => {
  const pairs = (codes: readonly tables.CoefficientCode[]) =>
    codes.map(([, run, level]) => `${run},${level}`).sort();
  expect(pairs(tables.coefficientCodesOne)).toEqual(pairs(tables.coefficientCodesZero));
  expect(new Set(pairs(tables.coefficientCodesZero)).size).toBe(111);
});

test('every pattern of coded blocks but the empty one has a code', () => {
  const patterns = macroblocks.codedBlockPatternCodes.map(([, value]) => value);
  expect([...patterns].sort((a, b) => a - b)).toEqual(Array.from({ length: 63 }, (_, i) => i + 1));
});
