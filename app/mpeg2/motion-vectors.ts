import { fetch } from './bit-fetch.ts';
import { mpeg2Error } from './errors.ts';
import { motionStep, MotionTrack } from './motion-track.ts';
import type { SliceColumns } from './slice-columns.ts';
import { framePicture, type SlicePicture } from './slice-picture.ts';
import { motionCodeBits, motionCodeLookup } from './vlc-lookup.ts';

/** `frame_motion_type`, Table 6-17, and `field_motion_type`, Table 6-18, where 2 is 16x8. 0 is reserved. */
export const motionType = { field: 1, frameOr16x8: 2, dualPrime: 3 } as const;

/**
 * Follows the vectors of the slices of P pictures (ISO/IEC 13818-2 §7.6.3) as they are decoded, so that {@link MotionTrack} knows
 * each vector's predictor, difference and bounds.
 *
 * Bounds: the range of `f_code` (Table 7-8), and the reference picture or field, in which the 16x16 or 16x8 samples lie whole,
 * between samples too. Chroma needs no bounds of its own: half of a vector that stays inside, towards 0, stays inside.
 */
export class MotionVectors {
  readonly #track = new MotionTrack();
  /** `PMV[r][0][t]`, at `r + 2 * t`. */
  readonly #predictors = new Int32Array(4);
  #view: DataView = new DataView(new ArrayBuffer(4));
  #isFrame = true;
  #topFirst = true;
  #parity = 1;
  #horizontalBits = 0;
  #verticalBits = 0;
  /** In macroblocks. */
  #width = 0;
  #height = 0;
  #row = 0;
  /** What was read last. */
  #vector = 0;
  #predictor = 0;
  #difference = 0;
  #sign = 0;

  /** @param row of the slice, from 0, in macroblocks of the picture's own lines. */
  begin(view: DataView, picture: SlicePicture, row: number): void {
    const { coding } = picture;
    this.#view = view;
    this.#isFrame = coding.pictureStructure === framePicture;
    this.#topFirst = coding.topFieldFirst;
    this.#parity = coding.pictureStructure;
    this.#horizontalBits = coding.forwardHorizontalFCode - 1;
    this.#verticalBits = coding.forwardVerticalFCode - 1;
    this.#width = picture.macroblockWidth;
    this.#height = picture.macroblockHeight;
    this.#row = row;
    this.#predictors.fill(0);
    this.#track.begin(picture.macroblockWidth);
  }

  /** §7.6.3.4: intra macroblocks without a vector, macroblocks without prediction, skipped ones. */
  reset(): void {
    this.#predictors.fill(0);
    this.#track.reset();
  }

  settle(columns: SliceColumns): void {
    this.#track.settle(columns);
  }

  /**
   * `motion_vectors(0)`, §6.2.5.2.
   *
   * @param type one of {@link motionType}.
   * @param column of the macroblock, from 0.
   * @returns where it ends.
   */
  read(from: number, type: number, column: number): number {
    if (type === motionType.dualPrime) return this.#readDualPrime(from, column);
    const { copied, halved, second } = motionStep;
    if (this.#isFrame) {
      if (type !== motionType.field) {
        return this.#readVector(from, copied, column, this.#row * 16, 16, this.#height * 16);
      }
      const top = this.#row * 8;
      const lines = this.#height * 8;
      // One bit before each vector: motion_vertical_field_select.
      const middle = this.#readVector(from + 1, halved, column, top, 8, lines);
      return this.#readVector(middle + 1, halved | second, column, top, 8, lines);
    }
    const top = this.#row * 16;
    const lines = this.#height * 16;
    if (type === motionType.field) {
      return this.#readVector(from + 1, copied, column, top, 16, lines);
    }
    const middle = this.#readVector(from + 1, 0, column, top, 8, lines);
    return this.#readVector(middle + 1, second, column, top + 8, 8, lines);
  }

  /** @param top first line of the block, of `size` lines, in a picture or field of `lines`. */
  #readVector(
    from: number,
    step: number,
    column: number,
    top: number,
    size: number,
    lines: number,
  ): number {
    const across = step & ~motionStep.halved;
    const middle = this.#readComponent(from, across, this.#horizontalBits);
    this.#note(across, -32 * column, 32 * (this.#width - 1 - column));
    const down = step | motionStep.vertical;
    const end = this.#readComponent(middle, down, this.#verticalBits);
    this.#note(down, -2 * top, 2 * (lines - size - top));
    return end;
  }

  /** §7.6.3.6: one vector to the field of the same parity, and one or two computed from it to the other. */
  #readDualPrime(from: number, column: number): number {
    const { copied, halved, vertical } = motionStep;
    let at = this.#readComponent(from, copied, this.#horizontalBits);
    const acrossShift = dmvectorOf(fetch(this.#view, at));
    at += acrossShift === 0 ? 1 : 2;
    const right = 32 * (this.#width - 1 - column);
    const across = this.#computedBounds(-32 * column, right, acrossShift, false);
    this.#note(copied, across[0], across[1]);

    const step = copied | vertical | (this.#isFrame ? halved : 0);
    at = this.#readComponent(at, step, this.#verticalBits);
    const downShift = dmvectorOf(fetch(this.#view, at));
    at += downShift === 0 ? 1 : 2;
    const lines = this.#isFrame ? 8 : 16;
    const bottom = 2 * lines * (this.#height - 1 - this.#row);
    const down = this.#computedBounds(-2 * lines * this.#row, bottom, downShift, true);
    this.#note(step, down[0], down[1]);
    return at;
  }

  /** Bounds of a vector such that the vectors computed from it (Tables 7-11 and 7-12) are within the same bounds. */
  #computedBounds(
    lowest: number,
    highest: number,
    shift: number,
    isVertical: boolean,
  ): readonly [number, number] {
    let low = lowest;
    let high = highest;
    // Predicting the top field from a bottom field, then a bottom field from a top field.
    for (const parity of [1, 2]) {
      if (!this.#isFrame && parity !== this.#parity) continue;
      const times = this.#isFrame && (parity === 1) !== this.#topFirst ? 3 : 1;
      const whole = shift + (isVertical ? 2 * parity - 3 : 0);
      low = Math.max(low, Math.ceil((2 * (lowest - whole)) / times));
      high = Math.min(high, Math.floor((2 * (highest - whole)) / times));
    }
    return [low, high];
  }

  /** `motion_code` and `motion_residual` (§7.6.3.1), and the predictors after them. */
  #readComponent(from: number, step: number, residualBits: number): number {
    const bits = fetch(this.#view, from);
    const entry = motionCodeLookup[bits >>> (32 - motionCodeBits)] ?? 0;
    if (entry === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'No motion_code', from);
    const length = entry & 31;
    const code = entry >>> 5;
    const chain = step & (motionStep.second | motionStep.vertical);
    const before = this.#predictors[chain] ?? 0;
    const isHalved = (step & motionStep.halved) !== 0;
    let end = from + length;
    let difference = 0;
    if (code !== 0) {
      const residual = residualBits === 0 ? 0 : (bits << (length + 1)) >>> (32 - residualBits);
      difference = ((code - 1) << residualBits) + residual + 1;
      if (bits << length < 0) difference = -difference;
      end += 1 + residualBits;
    }
    const range = 32 << residualBits;
    let vector = (isHalved ? before >> 1 : before) + difference;
    if (vector < -range / 2) vector += range;
    else if (vector >= range / 2) vector -= range;
    const after = isHalved ? vector * 2 : vector;
    this.#predictors[chain] = after;
    if ((step & motionStep.copied) !== 0) this.#predictors[chain | motionStep.second] = after;
    this.#vector = vector;
    this.#predictor = before;
    this.#difference = difference;
    this.#sign = code === 0 ? -1 : from + length;
    return end;
  }

  /** Hands the component that was read to the track, with its bounds inside the picture. */
  #note(step: number, lowest: number, highest: number): void {
    const isVertical = (step & motionStep.vertical) !== 0;
    const half = 16 << (isVertical ? this.#verticalBits : this.#horizontalBits);
    this.#track.add(
      step,
      this.#vector,
      this.#predictor,
      Math.max(lowest, -half),
      Math.min(highest, half - 1),
      this.#difference,
      this.#sign,
    );
  }
}

/** Table B-11, of the next bits: '0' is 0, '10' is 1, '11' is -1. */
function dmvectorOf(bits: number): number {
  return bits >= 0 ? 0 : bits << 1 < 0 ? -1 : 1;
}

/** Passes over `motion_vectors(s)` of a macroblock whose vectors nobody follows. */
export function passVectors(
  view: DataView,
  from: number,
  type: number,
  isFrame: boolean,
  horizontalFCode: number,
  verticalFCode: number,
): number {
  let at = from;
  const isDual = type === motionType.dualPrime;
  const isTwice = isFrame ? type === motionType.field : type === motionType.frameOr16x8;
  const hasSelect = !isDual && (!isFrame || type === motionType.field);
  for (let vector = isTwice ? 2 : 1; vector > 0; vector--) {
    if (hasSelect) at += 1;
    for (let component = 0; component < 2; component++) {
      const entry = motionCodeLookup[fetch(view, at) >>> (32 - motionCodeBits)] ?? 0;
      if (entry === 0) throw mpeg2Error('MPEG2_BAD_CODE', 'No motion_code', at);
      at += entry & 31;
      // Sign and motion_residual.
      if (entry >>> 5 !== 0) at += component === 0 ? horizontalFCode : verticalFCode;
      if (isDual) at += fetch(view, at) < 0 ? 2 : 1;
    }
  }
  return at;
}
