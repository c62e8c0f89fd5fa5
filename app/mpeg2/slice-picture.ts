import { mpeg2Error } from './errors.ts';
import type { PictureCodingExtension } from './headers.ts';
import {
  alternateScan,
  linearScale,
  matrixInScan,
  nonLinearScale,
  zigZagScan,
} from './quantiser.ts';
import { QuietLevels } from './quiet-levels.ts';

/** `picture_coding_type`, Table 6-12. */
export const codingType = { intra: 1, predictive: 2, bidirectional: 3 } as const;

/** `picture_structure` of a frame picture; 1 and 2 are top and bottom field. */
export const framePicture = 3;

const linearScales = Int32Array.from(linearScale);
const nonLinearScales = Int32Array.from(nonLinearScale);

/** What the slices of one picture have in common, made ready for the parser. */
export interface SlicePicture {
  readonly codingType: number;
  readonly coding: PictureCodingExtension;
  /** Of the picture, or of the field: in macroblocks of its own lines. */
  readonly macroblockWidth: number;
  readonly macroblockHeight: number;
  /** Whether `slice_vertical_position_extension` is in the slice header (pictures above 2800 lines). */
  readonly isTall: boolean;
  /** The matrices in the order of the picture's scan. */
  readonly intraMatrix: Uint8Array;
  readonly nonIntraMatrix: Uint8Array;
  /** `quantiser_scale` by its code. */
  readonly scale: Int32Array;
  readonly quiet: QuietLevels;
}

/** What a picture has from its sequence. */
export interface PictureFrame {
  readonly width: number;
  readonly height: number;
  readonly isProgressive: boolean;
  /** Row by row. */
  readonly intraMatrix: Uint8Array;
  readonly nonIntraMatrix: Uint8Array;
}

/** @throws AppError `MPEG2_BAD_HEADER` for a code of the range of vectors that the standard forbids. */
export function preparePicture(
  pictureCodingType: number,
  coding: PictureCodingExtension,
  frame: PictureFrame,
): SlicePicture {
  checkRanges(pictureCodingType, coding);
  const scan = coding.alternateScan ? alternateScan : zigZagScan;
  const intraMatrix = matrixInScan(frame.intraMatrix, scan);
  const scale = coding.qScaleType ? nonLinearScales : linearScales;
  // §6.3.3: frames of sequences that may hold fields are whole in both fields.
  const frameRows = frame.isProgressive
    ? Math.ceil(frame.height / 16)
    : 2 * Math.ceil(frame.height / 32);
  return {
    codingType: pictureCodingType,
    coding,
    macroblockWidth: Math.ceil(frame.width / 16),
    macroblockHeight: coding.pictureStructure === framePicture ? frameRows : frameRows / 2,
    isTall: frame.height > 2800,
    intraMatrix,
    nonIntraMatrix: matrixInScan(frame.nonIntraMatrix, scan),
    scale,
    quiet: new QuietLevels(intraMatrix, scale),
  };
}

/** Table 7-8: 1 to 9 where vectors are read; 15 elsewhere, which is not looked at. */
function checkRanges(pictureCodingType: number, coding: PictureCodingExtension): void {
  const hasForward = pictureCodingType !== codingType.intra || coding.concealmentMotionVectors;
  const used = [
    ...(hasForward ? [coding.forwardHorizontalFCode, coding.forwardVerticalFCode] : []),
    ...(pictureCodingType === codingType.bidirectional
      ? [coding.backwardHorizontalFCode, coding.backwardVerticalFCode]
      : []),
  ];
  if (used.some((fCode) => fCode < 1 || fCode > 9)) {
    throw mpeg2Error('MPEG2_BAD_HEADER', `f_code is ${used.join(', ')}`, 0);
  }
}
