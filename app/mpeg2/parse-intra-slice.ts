import { mpeg2Error } from './errors.ts';
import type { IntraPicture, IntraSlice } from './intra-slice.ts';
import {
  coefficientLookupOne,
  coefficientLookupZero,
  dcSizeBits,
  dcSizeChrominanceLookup,
  dcSizeLuminanceLookup,
  endOfBlockRun,
  escapeRun,
  longCodes,
  macroblockAddressBits,
  macroblockAddressLookup,
  macroblockEscapeValue,
  motionCodeBits,
  motionCodeLookup,
} from './vlc-lookup.ts';

/** `picture_structure` of a frame picture. */
const FRAME = 3;

/**
 * Parses one slice of an I picture (ISO/IEC 13818-2 §6.2.4 to §6.2.6) into `slice`.
 *
 * One loop holds macroblock, block and coefficient, on purpose: everything stays in registers, with one 32-bit fetch a symbol
 * (measured at several times the speed of one function a syntax element).
 *
 * @param view the elementary stream, with at least 256 zero bytes behind `endByte`'s last slice.
 * @param startByte where the slice's start code begins.
 * @param endByte where the next start code begins, or the stream ends.
 * @throws AppError `MPEG2_BAD_CODE`, `MPEG2_TRUNCATED` or `MPEG2_BAD_SLICE_END`; `slice` is then without meaning.
 */
export function parseIntraSlice(
  view: DataView,
  startByte: number,
  endByte: number,
  picture: IntraPicture,
  slice: IntraSlice,
): void {
  const { coding, matrix, scale, macroblockWidth } = picture;
  const table = coding.intraVlcFormat ? coefficientLookupOne : coefficientLookupZero;
  const hasDctType = coding.pictureStructure === FRAME && !coding.framePredFrameDct;
  const hasVectors = coding.concealmentMotionVectors;
  const resetDc = 1 << (7 + coding.intraDcPrecision);
  const maximumDc = 2 * resetDc - 1;
  const end = endByte * 8;
  const { dcPosition, dcSize, dcComponent, dcDifferential, dcLevel } = slice;
  const { acPosition, acLevel, acIndex, acMagnitude } = slice;
  let dcCount = 0;
  let acCount = 0;
  let macroblocks = 0;
  let dcY = resetDc;
  let dcCb = resetDc;
  let dcCr = resetDc;

  let at = startByte * 8 + 32;
  if (picture.isTall) at += 3;
  let bits = fetch(view, at);
  let quantiser = scale[bits >>> 27] ?? 0;
  if (quantiser === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'quantiser_scale_code is 0', at);
  at = skipSliceExtra(view, at + 5, end);

  for (;;) {
    bits = fetch(view, at);
    if (bits < 0) at += 1;
    else if (macroblocks === 0) at = skipFirstIncrement(view, at);
    else throw mpeg2Error('MPEG2_BAD_CODE', 'A macroblock of an I picture is skipped', at);
    if (macroblocks === macroblockWidth) {
      throw mpeg2Error('MPEG2_BAD_CODE', 'A slice is wider than its picture', at);
    }
    macroblocks++;

    // macroblock_type, Table B-2: '1' intra, '01' intra with quantiser_scale_code.
    bits = fetch(view, at);
    let hasQuantiser = false;
    if (bits < 0) at += 1;
    else if (bits >>> 30 === 1) {
      hasQuantiser = true;
      at += 2;
    } else throw mpeg2Error('MPEG2_BAD_CODE', 'No macroblock_type of an I picture', at);
    if (hasDctType) at += 1;
    if (hasQuantiser) {
      quantiser = scale[fetch(view, at) >>> 27] ?? 0;
      if (quantiser === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'quantiser_scale_code is 0', at);
      at += 5;
    }
    if (hasVectors) at = skipConcealmentVector(view, at, picture);

    for (let block = 0; block < 6; block++) {
      bits = fetch(view, at);
      const sizeEntry =
        (block < 4 ? dcSizeLuminanceLookup : dcSizeChrominanceLookup)[bits >>> (32 - dcSizeBits)] ??
        0;
      const size = sizeEntry >>> 5;
      at += sizeEntry & 31;
      if (size > 0) {
        const code = (bits << (sizeEntry & 31)) >>> (32 - size);
        const half = 1 << (size - 1);
        const differential = code >= half ? code : code - 2 * half + 1;
        let level: number;
        if (block < 4) level = dcY += differential;
        else if (block === 4) level = dcCb += differential;
        else level = dcCr += differential;
        if (level < 0 || level > maximumDc) {
          throw mpeg2Error('MPEG2_BAD_CODE', 'A DC coefficient leaves its range', at);
        }
        dcPosition[dcCount] = at;
        dcSize[dcCount] = size;
        dcComponent[dcCount] = block < 4 ? 0 : block - 3;
        dcDifferential[dcCount] = differential;
        dcLevel[dcCount] = level;
        dcCount++;
        at += size;
      }

      for (let index = 0; ;) {
        bits = view.getUint32(at >>> 3) << (at & 7);
        const entry =
          (bits >>> 26 === 0 ? table[longCodes + (bits >>> 16)] : table[bits >>> 22]) ?? 0;
        const run = (entry >>> 8) & 0xff;
        if (run < endOfBlockRun) {
          index += run + 1;
          if (index > 63) throw mpeg2Error('MPEG2_BAD_CODE', 'A block has too many places', at);
          const sign = at + (entry & 0xff);
          const level = entry >>> 16;
          acPosition[acCount] = sign;
          acLevel[acCount] = bits << (entry & 0xff) < 0 ? -level : level;
          acIndex[acCount] = index;
          acMagnitude[acCount] = level * (matrix[index] ?? 0) * quantiser;
          acCount++;
          at = sign + 1;
        } else if (run === endOfBlockRun) {
          at += entry & 0xff;
          break;
        } else if (run === escapeRun) {
          index += ((bits >>> 20) & 63) + 1;
          const level = (bits << 12) >> 20;
          if (index > 63 || level === 0 || level === -2048) {
            throw mpeg2Error('MPEG2_BAD_CODE', 'An escape is not allowed', at);
          }
          acPosition[acCount] = at + 12;
          acLevel[acCount] = level;
          acIndex[acCount] = index;
          acMagnitude[acCount] = Math.abs(level) * (matrix[index] ?? 0) * quantiser;
          acCount++;
          at += 24;
        } else throw mpeg2Error('MPEG2_BAD_CODE', 'No code of a coefficient', at);
      }
      if (at > end) throw mpeg2Error('MPEG2_TRUNCATED', 'A slice ends inside of a block', at);
    }
    // 23 zero bits, which no macroblock begins with, end a slice (§6.2.4).
    if (fetch(view, at) >>> 9 === 0) break;
  }
  checkSliceEnd(view, at, endByte);
  slice.dcCount = dcCount;
  slice.acCount = acCount;
  slice.macroblocks = macroblocks;
  slice.dcMaximum = maximumDc;
}

/** The next bits, at least 25 of them, as the high bits of a signed 32-bit number. */
function fetch(view: DataView, at: number): number {
  return view.getUint32(at >>> 3) << (at & 7);
}

/** `intra_slice_flag` and what may follow it, up to `extra_bit_slice`. */
function skipSliceExtra(view: DataView, from: number, end: number): number {
  let at = from;
  if (fetch(view, at) < 0) {
    at += 9; // intra_slice_flag, intra_slice, reserved_bits
    while (fetch(view, at) < 0) {
      at += 9; // extra_bit_slice, extra_information_slice
      if (at > end) throw mpeg2Error('MPEG2_TRUNCATED', 'A slice header does not end', at);
    }
  }
  return at + 1;
}

/** Only the first macroblock of a slice of an I picture may stand anywhere in its row. */
function skipFirstIncrement(view: DataView, from: number): number {
  for (let at = from; ;) {
    const entry = macroblockAddressLookup[fetch(view, at) >>> (32 - macroblockAddressBits)] ?? 0;
    if (entry === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'No macroblock_address_increment', at);
    at += entry & 31;
    if (entry >>> 5 !== macroblockEscapeValue) return at;
  }
}

/** `motion_vectors(0)` of an intra macroblock with concealment (§6.2.5.2), and its marker bit. */
function skipConcealmentVector(view: DataView, from: number, picture: IntraPicture): number {
  const { coding } = picture;
  let at = from;
  if (coding.pictureStructure !== FRAME) at += 1; // motion_vertical_field_select
  for (const fCode of [coding.forwardHorizontalFCode, coding.forwardVerticalFCode]) {
    const entry = motionCodeLookup[fetch(view, at) >>> (32 - motionCodeBits)] ?? 0;
    if (entry === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'No motion_code', at);
    at += entry & 31;
    if (entry >>> 5 !== 0) at += 1 + (fCode - 1); // sign, motion_residual
  }
  if (fetch(view, at) >= 0) throw mpeg2Error('MPEG2_BAD_CODE', 'A marker bit is 0', at);
  return at + 1;
}

/** Between a slice and the next start code there are zeros only (`next_start_code()`, §5.2.3). */
function checkSliceEnd(view: DataView, at: number, endByte: number): void {
  const bitsLeft = -at & 7;
  const isFilled = (view.getUint8(at >>> 3) & ((1 << bitsLeft) - 1)) === 0;
  let byte = (at + bitsLeft) >>> 3;
  while (byte < endByte && view.getUint8(byte) === 0) byte++;
  if (!isFilled || byte < endByte) {
    throw mpeg2Error('MPEG2_BAD_SLICE_END', 'A slice is followed by something else', at);
  }
}
