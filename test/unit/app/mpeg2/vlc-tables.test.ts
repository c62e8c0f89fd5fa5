import { expect, test } from 'vitest';
import * as tables from '../../../../app/mpeg2/vlc-tables.ts';

const plain = (codes: readonly (readonly [string, ...unknown[]])[]) =>
  codes.map(([code]) => code.replaceAll(' ', ''));

const all: readonly (readonly [name: string, codes: readonly string[]])[] = [
  [
    'B-1',
    [...plain(tables.macroblockAddressIncrementCodes), tables.macroblockEscape.replaceAll(' ', '')],
  ],
  ['B-10', plain(tables.motionCodes)],
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
  expect([share(all[2]![1]), share(all[3]![1])]).toEqual([1, 1]);
});

test('both coefficient tables name the same 111 pairs of run and level', () => {
  const pairs = (codes: readonly tables.CoefficientCode[]) =>
    codes.map(([, run, level]) => `${run},${level}`).sort();
  expect(pairs(tables.coefficientCodesOne)).toEqual(pairs(tables.coefficientCodesZero));
  expect(new Set(pairs(tables.coefficientCodesZero)).size).toBe(111);
});
