import { checkSliceEnd, fetch } from './bit-fetch.ts';
import { mpeg2Error } from './errors.ts';
import { macroblockFlag } from './macroblock-codes.ts';
import { motionType, MotionVectors, passVectors } from './motion-vectors.ts';
import { BlockParser } from './parse-blocks.ts';
import type { SliceColumns } from './slice-columns.ts';
import { codingType, framePicture, type SlicePicture } from './slice-picture.ts';
import {
  codedBlockPatternBits,
  codedBlockPatternLookup,
  macroblockAddressBits,
  macroblockAddressLookup,
  macroblockEscapeValue,
  macroblockTypeBits,
  macroblockTypeLookups,
} from './vlc-lookup.ts';

const { intra, pattern, backward, forward, quantiser } = macroblockFlag;
const noLookup = new Uint16Array(1 << macroblockTypeBits);

/** Parses slices (ISO/IEC 13818-2 §6.2.4 to §6.2.6), one after another, into the same columns. */
export class SliceParser {
  readonly columns: SliceColumns;
  readonly #blocks: BlockParser;
  readonly #motion = new MotionVectors();
  /** Of the last macroblock, from 0. */
  #column = 0;
  #view: DataView = new DataView(new ArrayBuffer(4));

  constructor(columns: SliceColumns) {
    this.columns = columns;
    this.#blocks = new BlockParser(columns);
  }

  /**
   * @param view the elementary stream, with at least 256 zero bytes behind `endByte`'s last slice.
   * @param startByte where the slice's start code begins.
   * @param endByte where the next start code begins, or the stream ends.
   * @returns whether its last macroblock is the last of the row.
   * @throws AppError `MPEG2_BAD_CODE`, `MPEG2_TRUNCATED` or `MPEG2_BAD_SLICE_END`; the columns are then without meaning.
   */
  parse(view: DataView, startByte: number, endByte: number, picture: SlicePicture): boolean {
    const { columns } = this;
    columns.reserve(picture.macroblockWidth);
    columns.clear();
    columns.codingType = picture.codingType;
    this.#view = view;
    this.#blocks.begin(view, picture);
    const isFollowed = picture.codingType === codingType.predictive;
    const begin = this.#parseHeader(startByte, endByte * 8, picture);
    if (isFollowed) this.#motion.begin(view, picture, columns.row - 1);
    const at = this.#parseMacroblocks(begin, endByte * 8, picture);
    checkSliceEnd(view, at, endByte);
    if (isFollowed) this.#motion.settle(columns);
    return this.#column === picture.macroblockWidth - 1;
  }

  /**
   * Parses no more than the header of a slice: its row and its quantiser code.
   *
   * @param view as {@link parse}.
   * @throws AppError `MPEG2_BAD_CODE`, `MPEG2_TRUNCATED`.
   */
  parseHeaderAlone(
    view: DataView,
    startByte: number,
    endByte: number,
    picture: SlicePicture,
  ): void {
    this.columns.clear();
    this.columns.codingType = picture.codingType;
    this.#view = view;
    this.#blocks.begin(view, picture);
    this.#parseHeader(startByte, endByte * 8, picture);
  }

  /** §6.2.4, up to `extra_bit_slice`. */
  #parseHeader(startByte: number, end: number, picture: SlicePicture): number {
    const view = this.#view;
    const { columns } = this;
    let at = startByte * 8 + 32;
    columns.row = view.getUint8(startByte + 3);
    if (picture.isTall) {
      columns.row += (fetch(view, at) >>> 29) * 128;
      at += 3;
    }
    if (columns.row > picture.macroblockHeight) {
      throw mpeg2Error('MPEG2_BAD_CODE', 'A slice is below its picture', startByte * 8);
    }
    columns.quantiserPosition = at;
    columns.quantiserCode = this.#readQuantiser(at);
    at += 5;
    if (fetch(view, at) < 0) {
      at += 9; // intra_slice_flag, intra_slice, reserved_bits
      while (fetch(view, at) < 0) {
        at += 9; // extra_bit_slice, extra_information_slice
        if (at > end) throw mpeg2Error('MPEG2_TRUNCATED', 'A slice header does not end', at);
      }
    }
    return at + 1;
  }

  #readQuantiser(at: number): number {
    const code = fetch(this.#view, at) >>> 27;
    if (code === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'quantiser_scale_code is 0', at);
    this.#blocks.setQuantiser(code);
    return code;
  }

  #parseMacroblocks(from: number, end: number, picture: SlicePicture): number {
    const view = this.#view;
    const blocks = this.#blocks;
    const { coding, macroblockWidth } = picture;
    const isFrame = coding.pictureStructure === framePicture;
    const isPredictive = picture.codingType === codingType.predictive;
    const hasMotionType = !isFrame || !coding.framePredFrameDct;
    const hasDctType = isFrame && !coding.framePredFrameDct;
    const hasConcealment = coding.concealmentMotionVectors;
    const types = macroblockTypeLookups[picture.codingType] ?? noLookup;
    let macroblocks = 0;
    let intraMacroblocks = 0;
    let column = -1;
    let at = from;
    do {
      let increment = 1;
      if (fetch(view, at) < 0) at += 1;
      else {
        increment = 0;
        for (let escaped = true; escaped;) {
          const entry =
            macroblockAddressLookup[fetch(view, at) >>> (32 - macroblockAddressBits)] ?? 0;
          if (entry === 0) {
            throw mpeg2Error('MPEG2_BAD_CODE', 'No macroblock_address_increment', at);
          }
          escaped = entry >>> 5 === macroblockEscapeValue;
          increment += escaped ? 33 : entry >>> 5;
          at += entry & 31;
          if (increment > macroblockWidth) break;
        }
      }
      column += increment;
      if (column >= macroblockWidth) {
        throw mpeg2Error('MPEG2_BAD_CODE', 'A slice is wider than its picture', at);
      }
      if (increment > 1 && macroblocks > 0) {
        if (picture.codingType === codingType.intra) {
          throw mpeg2Error('MPEG2_BAD_CODE', 'A macroblock of an I picture is skipped', at);
        }
        blocks.resetPredictors();
        if (isPredictive) this.#motion.reset();
      }
      macroblocks++;

      const entry = types[fetch(view, at) >>> (32 - macroblockTypeBits)] ?? 0;
      if (entry === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'No macroblock_type', at);
      const flags = entry >>> 5;
      at += entry & 31;
      // In intra macroblocks, the type of concealment vectors (§6.3.17.1).
      let motion: number = isFrame ? motionType.frameOr16x8 : motionType.field;
      if ((flags & (forward | backward)) !== 0 && hasMotionType) {
        motion = fetch(view, at) >>> 30;
        if (motion === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'A motion type is reserved', at);
        at += 2;
      }
      if (hasDctType && (flags & (intra | pattern)) !== 0) at += 1;
      if ((flags & quantiser) !== 0) {
        this.#readQuantiser(at);
        at += 5;
      }

      const isIntra = (flags & intra) !== 0;
      if ((flags & forward) !== 0 || (isIntra && hasConcealment)) {
        at = isPredictive
          ? this.#motion.read(at, motion, column)
          : passVectors(
              view,
              at,
              motion,
              isFrame,
              coding.forwardHorizontalFCode,
              coding.forwardVerticalFCode,
            );
      } else if (isPredictive) this.#motion.reset();
      if ((flags & backward) !== 0) {
        const { backwardHorizontalFCode, backwardVerticalFCode } = coding;
        at = passVectors(view, at, motion, isFrame, backwardHorizontalFCode, backwardVerticalFCode);
      }
      if (isIntra) {
        intraMacroblocks++;
        if (hasConcealment) {
          if (fetch(view, at) >= 0) throw mpeg2Error('MPEG2_BAD_CODE', 'A marker bit is 0', at);
          at += 1;
        }
        for (let block = 0; block < 6; block++) {
          at = blocks.parseIntra(at, block < 4 ? 0 : block - 3);
          if (at > end) throw mpeg2Error('MPEG2_TRUNCATED', 'A slice ends inside of a block', at);
        }
      } else {
        blocks.resetPredictors();
        if ((flags & pattern) !== 0) at = this.#parsePattern(at, end);
      }
      // 23 zero bits, which no macroblock begins with, end a slice (§6.2.4).
    } while (fetch(view, at) >>> 9 !== 0);
    this.#column = column;
    this.columns.macroblocks = macroblocks;
    this.columns.intraMacroblocks = intraMacroblocks;
    return at;
  }

  /** `coded_block_pattern` and the blocks that it names. */
  #parsePattern(from: number, end: number): number {
    const bits = fetch(this.#view, from);
    const entry = codedBlockPatternLookup[bits >>> (32 - codedBlockPatternBits)] ?? 0;
    if (entry === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'No coded_block_pattern', from);
    const coded = entry >>> 5;
    let at = from + (entry & 31);
    // Which blocks they are does not matter: take away the lowest bit for each.
    for (let left = coded; left !== 0; left &= left - 1) {
      at = this.#blocks.parseOther(at);
      if (at > end) throw mpeg2Error('MPEG2_TRUNCATED', 'A slice ends inside of a block', at);
    }
    return at;
  }
}
