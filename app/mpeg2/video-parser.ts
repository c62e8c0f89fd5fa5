import { isAppError } from '../foundation/errors.ts';
import { BitReader } from './bit-reader.ts';
import type { ElementaryWindow } from './elementary-window.ts';
import { mpeg2Error } from './errors.ts';
import {
  extensionIdentifier,
  parsePictureCodingExtension,
  parsePictureHeader,
  parseQuantMatrixExtension,
  parseSequenceExtension,
  parseSequenceHeader,
  type PictureCodingExtension,
  type SequenceExtension,
  type SequenceHeader,
} from './headers.ts';
import { SliceParser } from './parse-slice.ts';
import { SliceColumns } from './slice-columns.ts';
import { preparePicture, type SlicePicture } from './slice-picture.ts';
import { startCode } from './start-codes.ts';
import { WindowScan } from './window-scan.ts';

/** A picture, as its slices are about to be parsed. */
export interface PictureInfo {
  /** 1 I, 2 P, 3 B. */
  readonly codingType: number;
  /** 1 top field, 2 bottom field, 3 frame. */
  readonly pictureStructure: number;
  readonly framePredFrameDct: boolean;
  /** Number in the window, from 0, in the order of the stream. */
  readonly number: number;
  /** From its header to the next picture, group or sequence, or the end of the window. */
  readonly bytes: number;
  /** Slices that begin in the window. */
  readonly slices: number;
}

/** Who is shown what a window holds. */
export interface VideoVisitor {
  /** Asked at the first slice of each picture. @returns what of its slices is parsed; false: they are passed over unread. */
  picture(info: PictureInfo): boolean | 'headers';
  /** Shown every slice that is parsed; the object is the same each time. */
  slice(columns: SliceColumns): void;
}

/** Bytes of a start code and of a slice header without further information, and more. */
const LONGEST_HEADER = 16;

/**
 * Goes through the video of a stream, window by window. A window that begins with a sequence header needs none before it; else
 * what a sequence header said holds on into the next windows.
 */
export class VideoParser {
  /** What a visitor is shown; `acFloor` is to be set here. */
  readonly columns = new SliceColumns();
  readonly #slices = new SliceParser(this.columns);
  readonly #scan = new WindowScan();
  #sequence: SequenceHeader | null = null;
  #extension: SequenceExtension | null = null;
  #intraMatrix: Uint8Array = new Uint8Array(64);
  #nonIntraMatrix: Uint8Array = new Uint8Array(64);
  /** Of the picture whose header came last, in this window. */
  #number = -1;
  #coding: PictureCodingExtension | null = null;
  #isBegun = false;
  /** null: its slices are passed over. */
  #picture: SlicePicture | null = null;
  #hasHeadersAlone = false;

  /**
   * Parses one window. A slice that is cut by the end of the window is left out (a last one that does not reach the right edge of
   * the picture may be cut); so are slices before its first picture header.
   *
   * @param scan of this window, if it was scanned already.
   * @throws AppError `MPEG2_*` at the first damage; slices shown until then are not to be trusted.
   */
  parse(
    window: ElementaryWindow,
    visitor: VideoVisitor,
    scan: WindowScan = this.#scan.scan(window),
  ): void {
    const { bytes, length } = window;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#number = -1;
    for (let index = 0; index < scan.count; index++) {
      const at = scan.positions[index] ?? 0;
      const isLast = index + 1 === scan.count;
      const next = isLast ? length : (scan.positions[index + 1] ?? 0);
      const code = scan.codes[index] ?? 0;
      if (code >= startCode.firstSlice && code <= startCode.lastSlice) {
        if (this.#number < 0) continue;
        if (!this.#isBegun) this.#picture = this.#begin(at, visitor, scan);
        if (this.#picture === null) continue;
        if (!this.#parseSlice(view, at, next, isLast, this.#picture)) return;
        visitor.slice(this.columns);
      } else if (code < startCode.programEnd) {
        // The last header of a window may be cut by its end; the next window then begins behind it.
        if (isLast) break;
        this.#parseHeader(code, new BitReader(bytes, at + 4, next));
      } else {
        throw mpeg2Error('MPEG2_BAD_HEADER', 'A system start code stands in the video', at * 8);
      }
    }
  }

  /** @returns false if the slice is cut by the end of the window. */
  #parseSlice(
    view: DataView,
    at: number,
    next: number,
    isLast: boolean,
    picture: SlicePicture,
  ): boolean {
    if (this.#hasHeadersAlone) {
      // What is longer than a header holds a whole one.
      if (isLast && next - at < LONGEST_HEADER) return false;
      this.#slices.parseHeaderAlone(view, at, next, picture);
      return true;
    }
    if (!isLast) {
      this.#slices.parse(view, at, next, picture);
      return true;
    }
    try {
      // Bits that end with a macroblock by chance could look like a whole slice.
      return this.#slices.parse(view, at, next, picture);
    } catch (error) {
      if (!isAppError(error)) throw error;
      // No start code follows: the rest of the slice may stand in the next window, so this is no damage.
      return false;
    }
  }

  #parseHeader(code: number, bits: BitReader): void {
    switch (code) {
      case startCode.sequenceHeader:
        this.#sequence = parseSequenceHeader(bits);
        this.#intraMatrix = this.#sequence.intraQuantiserMatrix;
        this.#nonIntraMatrix = this.#sequence.nonIntraQuantiserMatrix;
        this.#extension = null;
        break;
      case startCode.picture:
        parsePictureHeader(bits);
        this.#number++;
        this.#coding = null;
        this.#isBegun = false;
        break;
      case startCode.extension:
        this.#parseExtension(bits);
        break;
    }
  }

  #parseExtension(bits: BitReader): void {
    switch (bits.read(4)) {
      case extensionIdentifier.sequence:
        this.#extension = parseSequenceExtension(bits);
        break;
      case extensionIdentifier.quantMatrix: {
        const { intra, nonIntra } = parseQuantMatrixExtension(bits);
        this.#intraMatrix = intra ?? this.#intraMatrix;
        this.#nonIntraMatrix = nonIntra ?? this.#nonIntraMatrix;
        break;
      }
      case extensionIdentifier.pictureCoding:
        this.#coding = parsePictureCodingExtension(bits);
        break;
      case extensionIdentifier.sequenceScalable:
        throw mpeg2Error('MPEG2_UNSUPPORTED', 'The stream is scalable', bits.position);
    }
  }

  #begin(at: number, visitor: VideoVisitor, scan: WindowScan): SlicePicture | null {
    this.#isBegun = true;
    const number = this.#number;
    const codingType = scan.pictureTypes[number] ?? 0;
    if (this.#sequence === null) {
      throw mpeg2Error('MPEG2_BAD_HEADER', 'A picture comes before any sequence header', at * 8);
    }
    if (this.#extension === null || this.#coding === null) {
      throw mpeg2Error('MPEG2_UNSUPPORTED', 'The video is MPEG-1', at * 8);
    }
    if (this.#extension.chromaFormat !== 1) {
      throw mpeg2Error('MPEG2_UNSUPPORTED', 'The chroma format is not 4:2:0', at * 8);
    }
    if (codingType < 1 || codingType > 3) {
      throw mpeg2Error('MPEG2_BAD_HEADER', 'picture_coding_type is none of I, P and B', at * 8);
    }
    const wanted = visitor.picture({
      codingType,
      pictureStructure: this.#coding.pictureStructure,
      framePredFrameDct: this.#coding.framePredFrameDct,
      number,
      bytes: scan.pictureBytes[number] ?? 0,
      slices: scan.pictureSlices[number] ?? 0,
    });
    if (wanted === false) return null;
    this.#hasHeadersAlone = wanted === 'headers';
    const { horizontalSizeValue, verticalSizeValue } = this.#sequence;
    const { horizontalSizeExtension, verticalSizeExtension } = this.#extension;
    const frame = {
      width: horizontalSizeValue + (horizontalSizeExtension << 12),
      height: verticalSizeValue + (verticalSizeExtension << 12),
      isProgressive: this.#extension.progressiveSequence,
      intraMatrix: this.#intraMatrix,
      nonIntraMatrix: this.#nonIntraMatrix,
    };
    return preparePicture(codingType, this.#coding, frame);
  }
}
