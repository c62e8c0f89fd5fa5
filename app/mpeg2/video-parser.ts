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
import { type IntraPicture, IntraSlice, prepareIntraPicture } from './intra-slice.ts';
import { parseIntraSlice } from './parse-intra-slice.ts';
import { findStartCode, startCode } from './start-codes.ts';

const INTRA = 1;

/**
 * Goes through the video of a stream, window by window, and shows every slice of its I pictures. P and B pictures are passed
 * over. What a sequence header says holds on into the next windows.
 */
export class VideoParser {
  #sequence: SequenceHeader | null = null;
  #extension: SequenceExtension | null = null;
  #matrix: Uint8Array = new Uint8Array(64);
  #pictureCodingType = 0;
  #coding: PictureCodingExtension | null = null;
  #picture: IntraPicture | null = null;
  #slice = new IntraSlice(45);

  /**
   * Parses one window. A slice that is cut by the end of the window is left out; so are slices before its first picture header.
   *
   * @param onSlice is shown every slice; the object is the same each time.
   * @throws AppError `MPEG2_*` at the first damage; slices shown until then are not to be trusted.
   */
  parse(window: ElementaryWindow, onSlice: (slice: IntraSlice) => void): void {
    const { bytes, length } = window;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#pictureCodingType = 0;
    this.#picture = null;
    let at = findStartCode(bytes, 0, length);
    while (at >= 0) {
      const next = findStartCode(bytes, at + 3, length);
      const code = bytes[at + 3] ?? 0;
      if (code >= startCode.firstSlice && code <= startCode.lastSlice) {
        if (this.#pictureCodingType === INTRA) {
          if (!this.#parseSlice(view, at, next, length)) return;
          onSlice(this.#slice);
        }
      } else if (code < startCode.programEnd) {
        // The last header of a window may be cut by its end; the next window then begins behind it.
        if (next < 0) break;
        this.#parseHeader(code, new BitReader(bytes, at + 4, next));
      } else {
        throw mpeg2Error('MPEG2_BAD_HEADER', 'A system start code stands in the video', at * 8);
      }
      at = next;
    }
  }

  /** @returns false if the slice is cut by the end of the window. */
  #parseSlice(view: DataView, at: number, next: number, length: number): boolean {
    this.#picture ??= this.#preparePicture(at);
    if (next >= 0) {
      parseIntraSlice(view, at, next, this.#picture, this.#slice);
      return true;
    }
    try {
      parseIntraSlice(view, at, length, this.#picture, this.#slice);
      return true;
    } catch {
      // No start code follows: the rest of the slice may stand in the next window, so this is no damage.
      return false;
    }
  }

  #parseHeader(code: number, bits: BitReader): void {
    switch (code) {
      case startCode.sequenceHeader:
        this.#sequence = parseSequenceHeader(bits);
        this.#matrix = this.#sequence.intraQuantiserMatrix;
        this.#extension = null;
        break;
      case startCode.picture:
        this.#pictureCodingType = parsePictureHeader(bits).pictureCodingType;
        this.#coding = null;
        this.#picture = null;
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
      case extensionIdentifier.quantMatrix:
        this.#matrix = parseQuantMatrixExtension(bits) ?? this.#matrix;
        break;
      case extensionIdentifier.pictureCoding:
        this.#coding = parsePictureCodingExtension(bits);
        break;
      case extensionIdentifier.sequenceScalable:
        throw mpeg2Error('MPEG2_UNSUPPORTED', 'The stream is scalable', bits.position);
    }
  }

  #preparePicture(at: number): IntraPicture {
    if (this.#sequence === null) {
      throw mpeg2Error('MPEG2_BAD_HEADER', 'A picture comes before any sequence header', at * 8);
    }
    if (this.#extension === null || this.#coding === null) {
      throw mpeg2Error('MPEG2_UNSUPPORTED', 'The video is MPEG-1', at * 8);
    }
    if (this.#extension.chromaFormat !== 1) {
      throw mpeg2Error('MPEG2_UNSUPPORTED', 'The chroma format is not 4:2:0', at * 8);
    }
    const width =
      this.#sequence.horizontalSizeValue + (this.#extension.horizontalSizeExtension << 12);
    const height = this.#sequence.verticalSizeValue + (this.#extension.verticalSizeExtension << 12);
    const picture = prepareIntraPicture(this.#coding, { width, height }, this.#matrix);
    if (picture.macroblockWidth * 6 > this.#slice.dcPosition.length) {
      this.#slice = new IntraSlice(picture.macroblockWidth);
    }
    return picture;
  }
}
