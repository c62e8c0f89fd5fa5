/** Blocks of a macroblock in 4:2:0. */
const BLOCKS = 6;
const COEFFICIENTS = 64;
/** Two vectors of two components. */
const MOTION_CODES = 4;

/** Why a slice of a P picture offers no sign of a vector although it has vectors. */
export type MotionLeftOut =
  /** All differences are 0, and 0 has no sign. */
  | 'noDifference'
  /** A vector of the film itself leaves the picture or its range, so nothing is promised of changed ones. */
  | 'outsidePicture'
  /** Any other sign would lead some vector out of the picture or its range. */
  | 'noRoom';

/**
 * What one slice holds, as flat columns in stream order. Filled anew by each slice; the counts say how much of the columns is meant.
 * Positions are in bits from the begin of the elementary window.
 */
export class SliceColumns {
  /** 1 I, 2 P, 3 B. */
  codingType = 0;
  /** `slice_vertical_position`, from 1, its extension included. */
  row = 0;
  /** Macroblocks that are coded, and those of them that are intra. */
  macroblocks = 0;
  intraMacroblocks = 0;
  /** First of the five bits of the header's `quantiser_scale_code`, and their value, 1 to 31. */
  quantiserPosition = 0;
  quantiserCode = 0;

  /** DC differentials of intra blocks, in pictures of all types. Those of size 0 have no bits and no record. */
  dcCount = 0;
  /** First bit of `dct_dc_differential`. */
  dcPosition = new Int32Array(0);
  /** `dct_dc_size`, 1 to 11. */
  dcSize = new Uint8Array(0);
  /** 0 for Y, 1 for Cb, 2 for Cr. */
  dcComponent = new Uint8Array(0);
  /** The DC coefficient that the differential leads to (`QFS[0]`, §7.2.1). */
  dcLevel = new Int16Array(0);
  /** 1: the first record of its component since the predictors were reset. */
  dcStart = new Uint8Array(0);
  /** The largest DC coefficient that the picture's precision allows, 255 to 2047; the smallest is 0. */
  dcMaximum = 0;

  /**
   * Signs are recorded of coefficients with |level| x matrix x quantiser scale (16 times the size of the dequantised
   * coefficient) of at least that much; 0 records all. To be set before the slice is parsed; the higher it is, the faster it is parsed.
   */
  acFloor = 0;
  /** Coefficients of intra blocks. */
  acCount = 0;
  /** The sign bit; of an escaped level, the first of its twelve bits. */
  acPosition = new Int32Array(0);
  acMagnitude = new Int32Array(0);

  /** Escaped levels of non-intra blocks. */
  escapeCount = 0;
  escapePosition = new Int32Array(0);
  escapeMagnitude = new Int32Array(0);

  /**
   * `motion_code`s of a P picture whose sign may be either: whatever subset of them is flipped, every vector stays in the range of
   * its `f_code` without wrapping in another way than it does, and every prediction stays inside the picture.
   */
  motionCount = 0;
  /** The sign bit. */
  motionPosition = new Int32Array(0);
  /** How far the vector's difference is from 0, in half samples. */
  motionWeight = new Int32Array(0);
  /** null: there are some, or there is no vector. */
  motionLeftOut: MotionLeftOut | null = null;

  #macroblockWidth = 0;

  /** For slices of up to that many macroblocks, until more are asked for. */
  constructor(macroblockWidth: number = 45) {
    this.reserve(macroblockWidth);
  }

  /** Makes room for slices of that many macroblocks. */
  reserve(macroblockWidth: number): void {
    if (macroblockWidth <= this.#macroblockWidth) return;
    this.#macroblockWidth = macroblockWidth;
    const blocks = macroblockWidth * BLOCKS;
    this.dcPosition = new Int32Array(blocks);
    this.dcSize = new Uint8Array(blocks);
    this.dcComponent = new Uint8Array(blocks);
    this.dcLevel = new Int16Array(blocks);
    this.dcStart = new Uint8Array(blocks);
    this.acPosition = new Int32Array(blocks * COEFFICIENTS);
    this.acMagnitude = new Int32Array(blocks * COEFFICIENTS);
    this.escapePosition = new Int32Array(blocks * COEFFICIENTS);
    this.escapeMagnitude = new Int32Array(blocks * COEFFICIENTS);
    this.motionPosition = new Int32Array(macroblockWidth * MOTION_CODES);
    this.motionWeight = new Int32Array(macroblockWidth * MOTION_CODES);
  }

  /** Empties the columns for another slice. {@link acFloor} stays. */
  clear(): void {
    this.macroblocks = 0;
    this.intraMacroblocks = 0;
    this.dcCount = 0;
    this.acCount = 0;
    this.escapeCount = 0;
    this.motionCount = 0;
    this.motionLeftOut = null;
  }
}
