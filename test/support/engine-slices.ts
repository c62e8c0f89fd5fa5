import type { PictureCodingExtension } from '../../app/mpeg2/headers.ts';
import { SliceParser } from '../../app/mpeg2/parse-slice.ts';
import { defaultIntraMatrix, defaultNonIntraMatrix } from '../../app/mpeg2/quantiser.ts';
import { SliceColumns } from '../../app/mpeg2/slice-columns.ts';
import { preparePicture } from '../../app/mpeg2/slice-picture.ts';
import type { BitText } from './engine-slice-writer.ts';

/** A frame picture of a progressive film. */
export const frameCoding: PictureCodingExtension = {
  forwardHorizontalFCode: 15,
  forwardVerticalFCode: 15,
  backwardHorizontalFCode: 15,
  backwardVerticalFCode: 15,
  intraDcPrecision: 0,
  pictureStructure: 3,
  topFieldFirst: true,
  framePredFrameDct: true,
  concealmentMotionVectors: false,
  qScaleType: false,
  intraVlcFormat: false,
  alternateScan: false,
};

export interface PictureOfText {
  readonly codingType?: 1 | 2 | 3;
  readonly coding?: Partial<PictureCodingExtension>;
  readonly acFloor?: number;
  readonly width?: number;
  readonly height?: number;
}

/** The columns of one slice of a picture of 720 x 576, written bit by bit. */
export function columnsOf(text: BitText, picture: PictureOfText = {}): SliceColumns {
  const bytes = text.bytes(512);
  const columns = new SliceColumns();
  columns.acFloor = picture.acFloor ?? 0;
  const prepared = preparePicture(
    picture.codingType ?? 1,
    { ...frameCoding, ...picture.coding },
    {
      width: picture.width ?? 720,
      height: picture.height ?? 576,
      isProgressive: false,
      intraMatrix: defaultIntraMatrix,
      nonIntraMatrix: defaultNonIntraMatrix,
    },
  );
  const end = Math.ceil(text.text.length / 8);
  new SliceParser(columns).parse(new DataView(bytes.buffer), 0, end, prepared);
  return columns;
}

/** The same as rows, with the bits that they name. */
export function rowsOf(text: BitText, picture: PictureOfText = {}) {
  const columns = columnsOf(text, picture);
  const rows = <Row>(count: number, row: (i: number) => Row) =>
    Array.from({ length: count }, (_, i) => row(i));
  const bitsAt = (position: number | undefined, width: number) =>
    text.text.slice(position, (position ?? 0) + width);
  return {
    macroblocks: columns.macroblocks,
    intraMacroblocks: columns.intraMacroblocks,
    dc: rows(columns.dcCount, (i) => [columns.dcComponent[i], columns.dcLevel[i]]),
    dcStarts: rows(columns.dcCount, (i) => columns.dcStart[i]),
    dcBits: rows(columns.dcCount, (i) => bitsAt(columns.dcPosition[i], columns.dcSize[i] ?? 0)),
    ac: rows(columns.acCount, (i) => columns.acMagnitude[i]),
    acSigns: rows(columns.acCount, (i) => bitsAt(columns.acPosition[i], 1)),
    escapes: rows(columns.escapeCount, (i) => columns.escapeMagnitude[i]),
    escapeSigns: rows(columns.escapeCount, (i) => bitsAt(columns.escapePosition[i], 1)),
    motion: rows(columns.motionCount, (i) => columns.motionWeight[i]),
    motionSigns: rows(columns.motionCount, (i) => bitsAt(columns.motionPosition[i], 1)),
    motionLeftOut: columns.motionLeftOut,
  };
}
