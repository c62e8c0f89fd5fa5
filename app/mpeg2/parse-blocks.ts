import { fetch } from './bit-fetch.ts';
import { mpeg2Error } from './errors.ts';
import type { SliceColumns } from './slice-columns.ts';
import type { SlicePicture } from './slice-picture.ts';
import {
  coefficientLookupOne,
  coefficientLookupZero,
  dcSizeBits,
  dcSizeChrominanceLookup,
  dcSizeLuminanceLookup,
  endOfBlockRun,
  escapeRun,
  firstWindowLookup,
  longCodes,
  windowBits,
  windowEnd,
  windowLevelShift,
  windowLookupOne,
  windowLookupZero,
  windowPlacesShift,
} from './vlc-lookup.ts';

/**
 * Parses blocks (ISO/IEC 13818-2 §6.2.6) into the columns of a slice. One loop a kind of block, one 32-bit fetch a code or row
 * of codes: measured at several times the speed of one function a syntax element.
 *
 * Both functions take where the block begins and give where it ends; a block is at most 200 bytes long, however damaged.
 */
export class BlockParser {
  #view: DataView = new DataView(new ArrayBuffer(4));
  #columns: SliceColumns;
  #table: Readonly<Int32Array> = coefficientLookupZero;
  #windows: Readonly<Uint16Array> = windowLookupZero;
  #picture: SlicePicture | null = null;
  #matrix: Uint8Array = new Uint8Array(64);
  #quiet: Uint8Array = new Uint8Array(64);
  #scale = 0;
  #floor = 0;
  #resetDc = 0;
  #maximumDc = 0;
  readonly #dc = new Int32Array(3);
  /** Whether a predictor is not as it is after a reset. */
  #isMoved = true;
  /** By component: 1 until its first record since the predictors were reset. */
  readonly #isFresh = new Uint8Array(3);

  constructor(columns: SliceColumns) {
    this.#columns = columns;
  }

  /** Before the first block of a slice; {@link setQuantiser} comes next. */
  begin(view: DataView, picture: SlicePicture): void {
    const { coding } = picture;
    this.#view = view;
    this.#picture = picture;
    this.#matrix = picture.intraMatrix;
    this.#table = coding.intraVlcFormat ? coefficientLookupOne : coefficientLookupZero;
    this.#windows = coding.intraVlcFormat ? windowLookupOne : windowLookupZero;
    this.#floor = this.#columns.acFloor;
    this.#resetDc = 1 << (7 + coding.intraDcPrecision);
    this.#maximumDc = 2 * this.#resetDc - 1;
    this.#columns.dcMaximum = this.#maximumDc;
    this.#isMoved = true;
    this.resetPredictors();
  }

  /** @param code `quantiser_scale_code`, 1 to 31. */
  setQuantiser(code: number): void {
    if (this.#picture === null) return;
    this.#scale = this.#picture.scale[code] ?? 0;
    this.#quiet = this.#picture.quiet.of(code, this.#floor);
  }

  /** §7.2.1: at the begin of a slice, and where a macroblock is not intra or skipped. */
  resetPredictors(): void {
    if (!this.#isMoved) return;
    this.#isMoved = false;
    for (let component = 0; component < 3; component++) {
      this.#dc[component] = this.#resetDc;
      this.#isFresh[component] = 1;
    }
  }

  /** @param component 0 Y, 1 Cb, 2 Cr. */
  parseIntra(from: number, component: number): number {
    const view = this.#view;
    const columns = this.#columns;
    const bits = fetch(view, from);
    const sizes = component === 0 ? dcSizeLuminanceLookup : dcSizeChrominanceLookup;
    const sizeEntry = sizes[bits >>> (32 - dcSizeBits)] ?? 0;
    const size = sizeEntry >>> 5;
    let at = from + (sizeEntry & 31);
    if (size > 0) {
      const code = (bits << (sizeEntry & 31)) >>> (32 - size);
      const differential = code >>> (size - 1) === 1 ? code : code - (1 << size) + 1;
      const level = (this.#dc[component] ?? 0) + differential;
      if (level < 0 || level > this.#maximumDc) {
        throw mpeg2Error('MPEG2_BAD_CODE', 'A DC coefficient leaves its range', at);
      }
      this.#dc[component] = level;
      this.#isMoved = true;
      const record = columns.dcCount++;
      columns.dcPosition[record] = at;
      columns.dcSize[record] = size;
      columns.dcComponent[record] = component;
      columns.dcLevel[record] = level;
      columns.dcStart[record] = this.#isFresh[component] ?? 0;
      this.#isFresh[component] = 0;
      at += size;
    }
    return this.#parseIntraCoefficients(at);
  }

  #parseIntraCoefficients(from: number): number {
    const view = this.#view;
    const table = this.#table;
    const windows = this.#windows;
    const quiet = this.#quiet;
    const columns = this.#columns;
    let at = from;
    for (let index = 0; ;) {
      let bits = view.getUint32(at >>> 3) << (at & 7);
      let row = windows[bits >>> (32 - windowBits)] ?? 0;
      if (row >>> windowLevelShift < (quiet[index] ?? 0)) {
        index += (row >>> windowPlacesShift) & 63;
        if (index > 63) throw mpeg2Error('MPEG2_BAD_CODE', 'A block has too many places', at);
        at += row & 31;
        if ((row & windowEnd) !== 0) return at;
        // Of the 25 bits and more that a fetch gives, a second window is left.
        bits <<= row & 31;
        row = windows[bits >>> (32 - windowBits)] ?? 0;
        if (row >>> windowLevelShift >= (quiet[index] ?? 0)) continue;
        index += (row >>> windowPlacesShift) & 63;
        if (index > 63) throw mpeg2Error('MPEG2_BAD_CODE', 'A block has too many places', at);
        at += row & 31;
        if ((row & windowEnd) !== 0) return at;
        continue;
      }
      const entry =
        (bits >>> 26 === 0 ? table[longCodes + (bits >>> 16)] : table[bits >>> 22]) ?? 0;
      const run = (entry >>> 8) & 0xff;
      let level: number;
      let sign: number;
      if (run < endOfBlockRun) {
        index += run + 1;
        if (index > 63) throw mpeg2Error('MPEG2_BAD_CODE', 'A block has too many places', at);
        sign = at + (entry & 0xff);
        level = entry >>> 16;
        at = sign + 1;
      } else if (run === endOfBlockRun) {
        return at + (entry & 0xff);
      } else {
        index += readEscapedRun(run, bits, at) + 1;
        level = readEscapedLevel(bits, index, at);
        sign = at + 12;
        at += 24;
      }
      const magnitude = level * (this.#matrix[index] ?? 0) * this.#scale;
      if (magnitude >= this.#floor) {
        const record = columns.acCount++;
        columns.acPosition[record] = sign;
        columns.acMagnitude[record] = magnitude;
      }
    }
  }

  /** A block that is not intra: only its escapes are recorded. */
  parseOther(from: number): number {
    const view = this.#view;
    let at = from;
    let index = -1;
    let windows = firstWindowLookup;
    for (;;) {
      let bits = view.getUint32(at >>> 3) << (at & 7);
      let row = windows[bits >>> (32 - windowBits)] ?? 0;
      windows = windowLookupZero;
      if ((row & 31) !== 0) {
        index += (row >>> windowPlacesShift) & 63;
        at += row & 31;
        if (index > 63) throw mpeg2Error('MPEG2_BAD_CODE', 'A block has too many places', at);
        if ((row & windowEnd) !== 0) return at;
        // As above. Where no code lies whole in what is left, the row is 0 bits and 0 places long.
        bits <<= row & 31;
        row = windows[bits >>> (32 - windowBits)] ?? 0;
        index += (row >>> windowPlacesShift) & 63;
        at += row & 31;
        if (index > 63) throw mpeg2Error('MPEG2_BAD_CODE', 'A block has too many places', at);
        if ((row & windowEnd) !== 0) return at;
        continue;
      }
      const entry =
        (bits >>> 26 === 0
          ? coefficientLookupZero[longCodes + (bits >>> 16)]
          : coefficientLookupZero[bits >>> 22]) ?? 0;
      const run = (entry >>> 8) & 0xff;
      if (run < endOfBlockRun) {
        index += run + 1;
        if (index > 63) throw mpeg2Error('MPEG2_BAD_CODE', 'A block has too many places', at);
        at += (entry & 0xff) + 1;
      } else {
        index += readEscapedRun(run, bits, at) + 1;
        this.#recordEscape(readEscapedLevel(bits, index, at), index, at + 12);
        at += 24;
      }
    }
  }

  #recordEscape(level: number, index: number, sign: number): void {
    const columns = this.#columns;
    const magnitude = level * (this.#picture?.nonIntraMatrix[index] ?? 0) * this.#scale;
    if (magnitude < this.#floor) return;
    const record = columns.escapeCount++;
    columns.escapePosition[record] = sign;
    columns.escapeMagnitude[record] = magnitude;
  }
}

function readEscapedRun(run: number, bits: number, at: number): number {
  if (run !== escapeRun) throw mpeg2Error('MPEG2_BAD_CODE', 'No code of a coefficient', at);
  return (bits >>> 20) & 63;
}

/** @returns the size of the level: 1 to 2047, so that some bit of it is 1 and its sign may be either. */
function readEscapedLevel(bits: number, index: number, at: number): number {
  const level = (bits << 12) >> 20;
  if (index > 63 || level === 0 || level === -2048) {
    throw mpeg2Error('MPEG2_BAD_CODE', 'An escape is not allowed', at);
  }
  return Math.abs(level);
}
