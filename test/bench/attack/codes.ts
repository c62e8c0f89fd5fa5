/** The codes of ISO/IEC 13818-2 Annex B as they are written from: by value, `code * 32 + length`, 0 where there is none. */
import {
  codedBlockPatternCodes,
  macroblockAddressIncrementCodes,
  macroblockTypesOfB,
  macroblockTypesOfI,
  macroblockTypesOfP,
  motionCodes,
} from '../../../app/mpeg2/macroblock-codes.ts';
import {
  type CoefficientCode,
  coefficientCodesOne,
  coefficientCodesZero,
  dcSizeChrominanceCodes,
  dcSizeLuminanceCodes,
} from '../../../app/mpeg2/vlc-tables.ts';

export { macroblockFlag as macroblock } from '../../../app/mpeg2/macroblock-codes.ts';

type Codes = readonly (readonly [string, number])[];

/** @returns `code * 32 + length`. */
export function textCode(text: string): number {
  const digits = text.replaceAll(' ', '');
  return Number.parseInt(digits, 2) * 32 + digits.length;
}

function writingOf(codes: Codes, values: number): Uint16Array {
  const table = new Uint16Array(values);
  for (const [text, value] of codes) table[value] = textCode(text);
  return table;
}

/** By `picture_coding_type`. */
export const macroblockTypeWriting = [
  [],
  macroblockTypesOfI,
  macroblockTypesOfP,
  macroblockTypesOfB,
].map((codes: Codes) => writingOf(codes, 32));
export const patternWriting = writingOf(codedBlockPatternCodes, 64);
export const incrementWriting = writingOf(macroblockAddressIncrementCodes, 34);
export const motionWriting = writingOf(motionCodes, 17);
export const dcLumaWriting = writingOf(dcSizeLuminanceCodes, 12);
export const dcChromaWriting = writingOf(dcSizeChrominanceCodes, 12);

/** Levels that a code of Tables B-14 and B-15 may have: 1 to 40. Others are escapes. */
export const CODED_LEVELS = 41;

/** Without the sign, by `run * CODED_LEVELS + level`. */
function coefficientWriting(codes: readonly CoefficientCode[]): Uint16Array {
  const table = new Uint16Array(64 * CODED_LEVELS);
  for (const [text, run, level] of codes) table[run * CODED_LEVELS + level] = textCode(text);
  return table;
}

export const writingZero = coefficientWriting(coefficientCodesZero);
export const writingOne = coefficientWriting(coefficientCodesOne);
