/** Values of `quantiser_scale` by `quantiser_scale_code`, ISO/IEC 13818-2 Table 7-6; code 0 is forbidden. */
export const linearScale: readonly number[] = Array.from({ length: 32 }, (_, code) => 2 * code);
export const nonLinearScale: readonly number[] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 72,
  80, 88, 96, 104, 112,
];

/** The scans as the standard prints them, Figures 7-2 and 7-3: for each place, row by row, its number in the scan. */
// prettier-ignore
const zigZagFigure = [
   0,  1,  5,  6, 14, 15, 27, 28,
   2,  4,  7, 13, 16, 26, 29, 42,
   3,  8, 12, 17, 25, 30, 41, 43,
   9, 11, 18, 24, 31, 40, 44, 53,
  10, 19, 23, 32, 39, 45, 52, 54,
  20, 22, 33, 38, 46, 51, 55, 60,
  21, 34, 37, 47, 50, 56, 59, 61,
  35, 36, 48, 49, 57, 58, 62, 63,
];
// prettier-ignore
const alternateFigure = [
   0,  4,  6, 20, 22, 36, 38, 52,
   1,  5,  7, 21, 23, 37, 39, 53,
   2,  8, 19, 24, 34, 40, 50, 54,
   3,  9, 18, 25, 35, 41, 51, 55,
  10, 17, 26, 30, 42, 46, 56, 60,
  11, 16, 27, 31, 43, 47, 57, 61,
  12, 15, 28, 32, 44, 48, 58, 62,
  13, 14, 29, 33, 45, 49, 59, 63,
];

/** For each number in the scan, its place in the block (`8 * v + u`). */
export const zigZagScan = invert(zigZagFigure);
export const alternateScan = invert(alternateFigure);

/** The default matrix of intra blocks, ISO/IEC 13818-2 §6.3.11, row by row. */
// prettier-ignore
const defaultIntraFigure = [
   8, 16, 19, 22, 26, 27, 29, 34,
  16, 16, 22, 24, 27, 29, 34, 37,
  19, 22, 26, 27, 29, 34, 34, 38,
  22, 22, 26, 27, 29, 34, 37, 40,
  22, 26, 27, 29, 32, 35, 40, 48,
  26, 27, 29, 32, 35, 40, 48, 58,
  26, 27, 29, 34, 38, 46, 56, 69,
  27, 29, 35, 38, 46, 56, 69, 83,
];
export const defaultIntraMatrix = Uint8Array.from(defaultIntraFigure);
/** The default matrix of all other blocks. */
export const defaultNonIntraMatrix = new Uint8Array(64).fill(16);

/** A matrix as it is sent, in zig-zag order whatever the picture's scan (§6.3.11), laid out row by row. */
export function matrixFromStream(values: readonly number[]): Uint8Array {
  const matrix = new Uint8Array(64);
  zigZagScan.forEach((place, index) => (matrix[place] = values[index] ?? 0));
  return matrix;
}

/** The matrix in the order in which a scan meets it. */
export function matrixInScan(matrix: Uint8Array, scan: Uint8Array): Uint8Array {
  return scan.map((place) => matrix[place] ?? 0);
}

function invert(figure: readonly number[]): Uint8Array {
  const scan = new Uint8Array(64);
  figure.forEach((index, place) => (scan[index] = place));
  return scan;
}
