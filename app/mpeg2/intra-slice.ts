import type { PictureCodingExtension } from './headers.ts';
import {
  alternateScan,
  linearScale,
  matrixInScan,
  nonLinearScale,
  zigZagScan,
} from './quantiser.ts';

/** Blocks of a macroblock in 4:2:0. */
const BLOCKS = 6;

/** What the slices of one I picture have in common, made ready for the parser. */
export interface IntraPicture {
  readonly coding: PictureCodingExtension;
  /** Width of a slice, at most, in macroblocks. */
  readonly macroblockWidth: number;
  /** Whether `slice_vertical_position_extension` is in the slice header (pictures above 2800 lines). */
  readonly isTall: boolean;
  /** The intra matrix in the order of the picture's scan. */
  readonly matrix: Uint8Array;
  /** `quantiser_scale` by its code. */
  readonly scale: Int32Array;
}

export function prepareIntraPicture(
  coding: PictureCodingExtension,
  size: { readonly width: number; readonly height: number },
  intraMatrix: Uint8Array,
): IntraPicture {
  return {
    coding,
    macroblockWidth: Math.ceil(size.width / 16),
    isTall: size.height > 2800,
    matrix: matrixInScan(intraMatrix, coding.alternateScan ? alternateScan : zigZagScan),
    scale: Int32Array.from(coding.qScaleType ? nonLinearScale : linearScale),
  };
}

/**
 * What a slice of an I picture holds, as flat columns in stream order. Filled anew by each slice; `dcCount` and `acCount` say how
 * much of the columns is meant. Positions are in bits from the begin of the elementary stream that was parsed.
 */
export class IntraSlice {
  dcCount = 0;
  /** First bit of `dct_dc_differential`. Differentials of size 0 have no bits and no record. */
  readonly dcPosition: Int32Array;
  /** `dct_dc_size`, 1 to 11. */
  readonly dcSize: Uint8Array;
  /** 0 for Y, 1 for Cb, 2 for Cr. */
  readonly dcComponent: Uint8Array;
  /** The differential. */
  readonly dcDifferential: Int16Array;
  /** The DC coefficient that it leads to (`QFS[0]`, §7.2.1). */
  readonly dcLevel: Int16Array;
  /** The largest DC coefficient that the picture's precision allows, 255 to 2047; the smallest is 0. */
  dcMaximum = 0;

  acCount = 0;
  /** The sign bit. */
  readonly acPosition: Int32Array;
  /** -2047 to 2047, never 0. */
  readonly acLevel: Int16Array;
  /** Place in the scan, 1 to 63. */
  readonly acIndex: Uint8Array;
  /** |level| x matrix x quantiser scale: 16 times the size of the dequantised coefficient. */
  readonly acMagnitude: Int32Array;

  /** Macroblocks in it. */
  macroblocks = 0;

  /** For slices of up to that many macroblocks. */
  constructor(macroblockWidth: number) {
    const blocks = macroblockWidth * BLOCKS;
    this.dcPosition = new Int32Array(blocks);
    this.dcSize = new Uint8Array(blocks);
    this.dcComponent = new Uint8Array(blocks);
    this.dcDifferential = new Int16Array(blocks);
    this.dcLevel = new Int16Array(blocks);
    this.acPosition = new Int32Array(blocks * 63);
    this.acLevel = new Int16Array(blocks * 63);
    this.acIndex = new Uint8Array(blocks * 63);
    this.acMagnitude = new Int32Array(blocks * 63);
  }
}
