import { macroblock } from './codes.ts';
import type { CodedPicture } from './picture.ts';

const FRAME = 3;
/** Motion types (Tables 6-17 and 6-18): what they are called depends on the picture. */
export const motion = { field: 1, frame: 2, sixteenByEight: 2, dualPrime: 3 } as const;

/** How the vectors of a macroblock are sent (§6.3.17.1). */
export function vectorCount(structure: number, motionType: number): number {
  return (structure === FRAME && motionType === motion.field) ||
    (structure !== FRAME && motionType === motion.sixteenByEight)
    ? 2
    : 1;
}

/** The motion vector predictors of a slice, `PMV[r][s][t]` at `4 * r + 2 * s + t` (§7.6.3). */
export class Predictors {
  readonly #values = new Int32Array(8);

  reset(): void {
    this.#values.fill(0);
  }

  /** What the macroblock does to them, and its vectors from its differentials. */
  follow(picture: CodedPicture, at: number): void {
    const { type, concealmentVectors } = picture.facts;
    const kind = picture.kind[at]!;
    if ((kind & macroblock.intra) !== 0) {
      if (concealmentVectors) this.#restore(picture, at, 0);
      else this.reset();
      return;
    }
    if ((kind & macroblock.forward) !== 0) this.#restore(picture, at, 0);
    else if (type === 2) this.reset();
    if ((kind & macroblock.backward) !== 0) this.#restore(picture, at, 1);
  }

  /** §7.6.3.1, for the vectors of one direction. */
  #restore(picture: CodedPicture, at: number, s: number): void {
    const { structure, fCodes } = picture.facts;
    const values = this.#values;
    const type = picture.motionType[at]!;
    const count = vectorCount(structure, type);
    const isHalved = structure === FRAME && type !== motion.frame;
    for (let r = 0; r < count; r++) {
      for (let t = 0; t < 2; t++) {
        const slot = 4 * r + 2 * s + t;
        const halves = isHalved && t === 1 ? 1 : 0;
        const range = 16 << (fCodes[2 * s + t]! - 1);
        let vector = (values[slot]! >> halves) + picture.vectorDelta[8 * at + slot]!;
        if (vector < -range) vector += 2 * range;
        else if (vector >= range) vector -= 2 * range;
        picture.vector[8 * at + slot] = vector;
        values[slot] = vector << halves;
        if (count === 1) values[4 + 2 * s + t] = vector << halves;
      }
    }
  }
}

/** Restores all vectors of a picture from its differentials, after these have been changed. */
export function restoreVectors(picture: CodedPicture): void {
  const predictors = new Predictors();
  for (const slice of picture.slices) {
    predictors.reset();
    for (let at = slice.firstMacroblock; at < slice.endMacroblock; at++) {
      const isAfterSkipped =
        at > slice.firstMacroblock && picture.address[at]! !== picture.address[at - 1]! + 1;
      if (isAfterSkipped && picture.facts.type === 2) predictors.reset();
      predictors.follow(picture, at);
    }
  }
}
