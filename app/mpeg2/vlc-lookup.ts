import {
  codedBlockPatternCodes,
  macroblockAddressIncrementCodes,
  macroblockEscape,
  macroblockTypesOfB,
  macroblockTypesOfI,
  macroblockTypesOfP,
  motionCodes,
} from './macroblock-codes.ts';
import {
  coefficientEscape,
  type CoefficientCode,
  coefficientCodesOne,
  coefficientCodesZero,
  dcSizeChrominanceCodes,
  dcSizeLuminanceCodes,
  endOfBlockOne,
  endOfBlockZero,
} from './vlc-tables.ts';

/**
 * A table that is looked up with the next `indexBits` bits: `value * 32 + length of the code`, 0 where no code begins so.
 */
function buildLookup(
  codes: readonly (readonly [string, number])[],
  indexBits: number,
): Readonly<Uint16Array> {
  const table = new Uint16Array(2 ** indexBits);
  for (const [text, value] of codes) {
    const { code, length } = parseCode(text);
    const spread = indexBits - length;
    table.fill(value * 32 + length, code << spread, (code + 1) << spread);
  }
  return table;
}

/** Longest code of each table, in bits: how many bits its lookup takes. */
export const macroblockAddressBits = 11;
export const macroblockTypeBits = 6;
export const codedBlockPatternBits = 9;
export const motionCodeBits = 10;
export const dcSizeBits = 10;

/** What {@link macroblockAddressLookup} gives for `macroblock_escape`. */
export const macroblockEscapeValue = 34;

export const macroblockAddressLookup = buildLookup(
  [...macroblockAddressIncrementCodes, [macroblockEscape, macroblockEscapeValue]],
  macroblockAddressBits,
);
/** By `picture_coding_type`, 1 to 3. */
export const macroblockTypeLookups: readonly Readonly<Uint16Array>[] = [
  [],
  macroblockTypesOfI,
  macroblockTypesOfP,
  macroblockTypesOfB,
].map((codes) => buildLookup(codes, macroblockTypeBits));
export const codedBlockPatternLookup = buildLookup(codedBlockPatternCodes, codedBlockPatternBits);
export const motionCodeLookup = buildLookup(motionCodes, motionCodeBits);
export const dcSizeLuminanceLookup = buildLookup(dcSizeLuminanceCodes, dcSizeBits);
export const dcSizeChrominanceLookup = buildLookup(dcSizeChrominanceCodes, dcSizeBits);

/** What stands in place of a run where an entry of a coefficient table is no run and level. */
export const endOfBlockRun = 64;
export const escapeRun = 65;
const noCodeRun = 66;

/** Where the second half of a coefficient table begins. */
export const longCodes = 1024;

/**
 * A coefficient table in two halves of 1024 entries: the first is looked up with the next 10 bits; if the first 6 of them are 0,
 * the second with the next 16 (their value is then below 1024). An entry is `level << 16 | run << 8 | length without sign`.
 */
function buildCoefficientLookup(
  codes: readonly CoefficientCode[],
  endOfBlock: string,
): Readonly<Int32Array> {
  const table = new Int32Array(2 * longCodes).fill(noCodeRun << 8);
  const put = (text: string, run: number, level: number) => {
    const { code, length } = parseCode(text);
    const isLong = text.replaceAll(' ', '').startsWith('000000');
    const spread = (isLong ? 16 : 10) - length;
    const first = (isLong ? longCodes : 0) + (code << spread);
    table.fill((level << 16) | (run << 8) | length, first, first + (1 << spread));
  };
  for (const [text, run, level] of codes) put(text, run, level);
  put(endOfBlock, endOfBlockRun, 0);
  put(coefficientEscape, escapeRun, 0);
  return table;
}

export const coefficientLookupZero = buildCoefficientLookup(coefficientCodesZero, endOfBlockZero);
export const coefficientLookupOne = buildCoefficientLookup(coefficientCodesOne, endOfBlockOne);

/** How many bits a window lookup takes: 2 x 12 + 7 <= 32. */
export const windowBits = 12;
/** Fields of an entry of a table of {@link buildWindowLookup}. */
export const windowPlacesShift = 5;
export const windowEnd = 1 << 11;
export const windowLevelShift = 12;
/** What stands for the largest level where it is 15 or more, and where no code lies whole in the window. */
const WINDOW_LEVEL = 15;

/**
 * What the next 12 bits hold, for blocks of which nothing is to be recorded: `largest level << 12 | end of block << 11 |
 * places << 5 | bits` of all codes that lie whole in them, up to the end of the block. Longer codes and escapes are left to the
 * coefficient table. Twelve, so that one fetch of at least 25 bits serves two of them, and a table has 8 KiB: measured a seventh
 * faster than one of 14 or 16 bits a fetch.
 */
function buildWindowLookup(
  coefficients: Readonly<Int32Array>,
  isFirst: boolean = false,
): Readonly<Uint16Array> {
  const table = new Uint16Array(1 << windowBits);
  for (let window = 0; window < table.length; window++) {
    let bits = 0;
    let places = 0;
    let largest = 0;
    let end = 0;
    if (isFirst && window >>> (windowBits - 1) === 1) {
      bits = 2;
      places = 1;
      largest = 1;
    }
    while (end === 0) {
      const rest = (window << (16 - windowBits + bits)) & 0xffff;
      const entry = coefficients[rest >>> 10 === 0 ? longCodes + rest : rest >>> 6] ?? 0;
      const run = (entry >>> 8) & 0xff;
      const length = (entry & 0xff) + (run < endOfBlockRun ? 1 : 0);
      if (run > endOfBlockRun || bits + length > windowBits) break;
      bits += length;
      if (run === endOfBlockRun) end = windowEnd;
      else {
        places += run + 1;
        largest = Math.max(largest, entry >>> 16);
      }
    }
    const level = bits === 0 ? WINDOW_LEVEL : Math.min(largest, WINDOW_LEVEL);
    table[window] = (level << windowLevelShift) | end | (places << windowPlacesShift) | bits;
  }
  return table;
}

export const windowLookupZero = buildWindowLookup(coefficientLookupZero);
/**
 * The same for the first codes of a block that is not intra, where '1s' is run 0, level 1 (Table B-14, note 2): no block begins with
 * its end.
 */
export const firstWindowLookup = buildWindowLookup(coefficientLookupZero, true);
export const windowLookupOne = buildWindowLookup(coefficientLookupOne);

function parseCode(text: string): { code: number; length: number } {
  const digits = text.replaceAll(' ', '');
  return { code: Number.parseInt(digits, 2), length: digits.length };
}
