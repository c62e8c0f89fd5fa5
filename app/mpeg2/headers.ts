import type { BitReader } from './bit-reader.ts';
import { mpeg2Error } from './errors.ts';
import { defaultIntraMatrix, defaultNonIntraMatrix, matrixFromStream } from './quantiser.ts';

/** ISO/IEC 13818-2 §6.2.2.1, what the parser needs of it. */
export interface SequenceHeader {
  /** Low 12 bits of each size, in pels. */
  readonly horizontalSizeValue: number;
  readonly verticalSizeValue: number;
  /** Row by row. */
  readonly intraQuantiserMatrix: Uint8Array;
  readonly nonIntraQuantiserMatrix: Uint8Array;
}

/** §6.2.2.3. */
export interface SequenceExtension {
  readonly progressiveSequence: boolean;
  /** 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4. */
  readonly chromaFormat: number;
  readonly horizontalSizeExtension: number;
  readonly verticalSizeExtension: number;
}

/** `picture_coding_type`, Table 6-12: 1 is I, 2 is P, 3 is B. */
export interface PictureHeader {
  readonly temporalReference: number;
  readonly pictureCodingType: number;
}

/** §6.2.3.1. */
export interface PictureCodingExtension {
  /** `f_code[0][0]` and `f_code[0][1]`: 1 to 9; 15 where unused. */
  readonly forwardHorizontalFCode: number;
  readonly forwardVerticalFCode: number;
  /** `f_code[1][0]` and `f_code[1][1]`. */
  readonly backwardHorizontalFCode: number;
  readonly backwardVerticalFCode: number;
  /** 0 to 3 for 8 to 11 bits. */
  readonly intraDcPrecision: number;
  /** 1 top field, 2 bottom field, 3 frame. */
  readonly pictureStructure: number;
  readonly topFieldFirst: boolean;
  readonly framePredFrameDct: boolean;
  readonly concealmentMotionVectors: boolean;
  readonly qScaleType: boolean;
  readonly intraVlcFormat: boolean;
  readonly alternateScan: boolean;
}

/** `extension_start_code_identifier`, Table 6-2. */
export const extensionIdentifier = {
  sequence: 1,
  sequenceDisplay: 2,
  quantMatrix: 3,
  sequenceScalable: 5,
  pictureCoding: 8,
} as const;

/** @throws AppError `MPEG2_BAD_HEADER`, `MPEG2_TRUNCATED`, as all functions of this file. */
export function parseSequenceHeader(bits: BitReader): SequenceHeader {
  const horizontalSizeValue = bits.read(12);
  const verticalSizeValue = bits.read(12);
  bits.skip(4 + 4 + 18); // aspect_ratio_information, frame_rate_code, bit_rate_value
  marker(bits);
  bits.skip(10 + 1); // vbv_buffer_size_value, constrained_parameters_flag
  const intraQuantiserMatrix = readMatrix(bits) ?? defaultIntraMatrix;
  const nonIntraQuantiserMatrix = readMatrix(bits) ?? defaultNonIntraMatrix;
  return {
    horizontalSizeValue,
    verticalSizeValue,
    intraQuantiserMatrix,
    nonIntraQuantiserMatrix,
  };
}

export function parseSequenceExtension(bits: BitReader): SequenceExtension {
  bits.skip(8); // profile_and_level_indication
  const progressiveSequence = bits.flag();
  const chromaFormat = bits.read(2);
  const horizontalSizeExtension = bits.read(2);
  const verticalSizeExtension = bits.read(2);
  bits.skip(12); // bit_rate_extension
  marker(bits);
  return { progressiveSequence, chromaFormat, horizontalSizeExtension, verticalSizeExtension };
}

export function parsePictureHeader(bits: BitReader): PictureHeader {
  return { temporalReference: bits.read(10), pictureCodingType: bits.read(3) };
}

export function parsePictureCodingExtension(bits: BitReader): PictureCodingExtension {
  const forwardHorizontalFCode = bits.read(4);
  const forwardVerticalFCode = bits.read(4);
  const backwardHorizontalFCode = bits.read(4);
  const backwardVerticalFCode = bits.read(4);
  const intraDcPrecision = bits.read(2);
  const pictureStructure = bits.read(2);
  if (pictureStructure === 0) {
    throw mpeg2Error(
      'MPEG2_BAD_HEADER',
      'picture_structure is 0, which is reserved',
      bits.position,
    );
  }
  const topFieldFirst = bits.flag();
  const framePredFrameDct = bits.flag();
  const concealmentMotionVectors = bits.flag();
  const qScaleType = bits.flag();
  const intraVlcFormat = bits.flag();
  const alternateScan = bits.flag();
  return {
    forwardHorizontalFCode,
    forwardVerticalFCode,
    backwardHorizontalFCode,
    backwardVerticalFCode,
    intraDcPrecision,
    pictureStructure,
    topFieldFirst,
    framePredFrameDct,
    concealmentMotionVectors,
    qScaleType,
    intraVlcFormat,
    alternateScan,
  };
}

/** The two matrices of a quant matrix extension (§6.2.3.2) that 4:2:0 has, row by row; null: it stays as it was. */
export function parseQuantMatrixExtension(bits: BitReader): {
  readonly intra: Uint8Array | null;
  readonly nonIntra: Uint8Array | null;
} {
  return { intra: readMatrix(bits), nonIntra: readMatrix(bits) };
}

function readMatrix(bits: BitReader): Uint8Array | null {
  if (!bits.flag()) return null;
  const values = Array.from({ length: 64 }, () => bits.read(8));
  if (values.includes(0)) {
    throw mpeg2Error('MPEG2_BAD_HEADER', 'A quantiser matrix holds a 0', bits.position);
  }
  return matrixFromStream(values);
}

function marker(bits: BitReader): void {
  if (!bits.flag()) throw mpeg2Error('MPEG2_BAD_HEADER', 'A marker bit is 0', bits.position - 1);
}
