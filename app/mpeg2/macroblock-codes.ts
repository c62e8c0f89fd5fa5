/**
 * Variable length codes of macroblocks, ISO/IEC 13818-2 Annex B, as printed there: a code, then what it means. Spaces are for the
 * eye. The sign bit that follows a code is not part of it.
 */

/** Table B-1, `macroblock_address_increment`. */
export const macroblockAddressIncrementCodes: readonly (readonly [string, number])[] = [
  ['1', 1],
  ['011', 2],
  ['010', 3],
  ['0011', 4],
  ['0010', 5],
  ['0001 1', 6],
  ['0001 0', 7],
  ['0000 111', 8],
  ['0000 110', 9],
  ['0000 1011', 10],
  ['0000 1010', 11],
  ['0000 1001', 12],
  ['0000 1000', 13],
  ['0000 0111', 14],
  ['0000 0110', 15],
  ['0000 0101 11', 16],
  ['0000 0101 10', 17],
  ['0000 0101 01', 18],
  ['0000 0101 00', 19],
  ['0000 0100 11', 20],
  ['0000 0100 10', 21],
  ['0000 0100 011', 22],
  ['0000 0100 010', 23],
  ['0000 0100 001', 24],
  ['0000 0100 000', 25],
  ['0000 0011 111', 26],
  ['0000 0011 110', 27],
  ['0000 0011 101', 28],
  ['0000 0011 100', 29],
  ['0000 0011 011', 30],
  ['0000 0011 010', 31],
  ['0000 0011 001', 32],
  ['0000 0011 000', 33],
];
/** `macroblock_escape` of Table B-1: 33 more, and another code follows. */
export const macroblockEscape = '0000 0001 000';

/** Table B-10, `motion_code`, without its sign bit; 0 has none. */
export const motionCodes: readonly (readonly [string, number])[] = [
  ['1', 0],
  ['01', 1],
  ['001', 2],
  ['0001', 3],
  ['0000 11', 4],
  ['0000 101', 5],
  ['0000 100', 6],
  ['0000 011', 7],
  ['0000 0101 1', 8],
  ['0000 0101 0', 9],
  ['0000 0100 1', 10],
  ['0000 0100 01', 11],
  ['0000 0100 00', 12],
  ['0000 0011 11', 13],
  ['0000 0011 10', 14],
  ['0000 0011 01', 15],
  ['0000 0011 00', 16],
];

/** What a `macroblock_type` says, as bits. */
export const macroblockFlag = {
  intra: 1,
  pattern: 2,
  backward: 4,
  forward: 8,
  quantiser: 16,
} as const;
const { intra, pattern, backward, forward, quantiser } = macroblockFlag;

/** Table B-2, `macroblock_type` in I pictures. */
export const macroblockTypesOfI: readonly (readonly [string, number])[] = [
  ['1', intra],
  ['01', intra | quantiser],
];

/** Table B-3, `macroblock_type` in P pictures. */
export const macroblockTypesOfP: readonly (readonly [string, number])[] = [
  ['1', forward | pattern],
  ['01', pattern],
  ['001', forward],
  ['0001 1', intra],
  ['0001 0', forward | pattern | quantiser],
  ['0000 1', pattern | quantiser],
  ['0000 01', intra | quantiser],
];

/** Table B-4, `macroblock_type` in B pictures. */
export const macroblockTypesOfB: readonly (readonly [string, number])[] = [
  ['10', forward | backward],
  ['11', forward | backward | pattern],
  ['010', backward],
  ['011', backward | pattern],
  ['0010', forward],
  ['0011', forward | pattern],
  ['0001 1', intra],
  ['0001 0', forward | backward | pattern | quantiser],
  ['0000 11', forward | pattern | quantiser],
  ['0000 10', backward | pattern | quantiser],
  ['0000 01', intra | quantiser],
];

/** Table B-9, `coded_block_pattern` of 4:2:0, where 0 has no code: first block highest. */
// prettier-ignore
export const codedBlockPatternCodes: readonly (readonly [string, number])[] = [
  ['111', 60], ['1101', 4], ['1100', 8], ['1011', 16], ['1010', 32],
  ['1001 1', 12], ['1001 0', 48], ['1000 1', 20], ['1000 0', 40],
  ['0111 1', 28], ['0111 0', 44], ['0110 1', 52], ['0110 0', 56],
  ['0101 1', 1], ['0101 0', 61], ['0100 1', 2], ['0100 0', 62],
  ['0011 11', 24], ['0011 10', 36], ['0011 01', 3], ['0011 00', 63],
  ['0010 111', 5], ['0010 110', 9], ['0010 101', 17], ['0010 100', 33],
  ['0010 011', 6], ['0010 010', 10], ['0010 001', 18], ['0010 000', 34],
  ['0001 1111', 7], ['0001 1110', 11], ['0001 1101', 19], ['0001 1100', 35],
  ['0001 1011', 13], ['0001 1010', 49], ['0001 1001', 21], ['0001 1000', 41],
  ['0001 0111', 14], ['0001 0110', 50], ['0001 0101', 22], ['0001 0100', 42],
  ['0001 0011', 15], ['0001 0010', 51], ['0001 0001', 23], ['0001 0000', 43],
  ['0000 1111', 25], ['0000 1110', 37], ['0000 1101', 26], ['0000 1100', 38],
  ['0000 1011', 29], ['0000 1010', 45], ['0000 1001', 53], ['0000 1000', 57],
  ['0000 0111', 30], ['0000 0110', 46], ['0000 0101', 54], ['0000 0100', 58],
  ['0000 0011 1', 31], ['0000 0011 0', 47], ['0000 0010 1', 55], ['0000 0010 0', 59],
  ['0000 0001 1', 27], ['0000 0001 0', 39],
];
