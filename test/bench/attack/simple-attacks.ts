import { median } from '../statistics.ts';
import { macroblock } from './codes.ts';
import type { CodedPicture } from './picture.ts';
import type { Transform } from './transcode.ts';

/** Every intra coefficient but the DC is left out: what remains are blocks of one colour each. */
export const intraAcToZero: Transform = leaveOut((kind) => kind, 0);

/** Intra coefficients that are reconstructed above `most` are left out: what is spoilt is large. */
export function clipIntra(most: number): Transform {
  return leaveOut((kind) => kind, most);
}

/** The same of what is coded on top of a prediction. */
export function clipInter(most: number): Transform {
  return leaveOut((kind) => kind ^ macroblock.intra, most);
}

/**
 * All slices of a picture get the quantiser code of the median slice. Encoders of constant bit rate that have one code a picture
 * lose nothing, so the attacker tries it first.
 */
export const restoreQuantisers: Transform = (group) => {
  for (const picture of group) {
    const codes = picture.slices.map(({ quantiserCode }) => quantiserCode);
    const code = Math.round(median(codes));
    for (const slice of picture.slices) {
      slice.quantiserCode = code;
      for (let at = slice.firstMacroblock; at < slice.endMacroblock; at++) {
        if ((picture.kind[at]! & macroblock.quantiser) !== 0) break;
        picture.quantiserCode[at] = code;
      }
    }
  }
};

/** @param choose a kind whose intra bit says whether the macroblock is meant. */
function leaveOut(choose: (kind: number) => number, most: number): Transform {
  return (group) => {
    for (const picture of group) {
      for (const slice of picture.slices) {
        for (let at = slice.firstMacroblock; at < slice.endMacroblock; at++) {
          if ((choose(picture.kind[at]!) & macroblock.intra) === 0) continue;
          if (leaveOutOf(picture, at, most)) slice.isChanged = true;
        }
      }
    }
  };
}

/** @returns whether there was something to leave out. */
function leaveOutOf(picture: CodedPicture, at: number, most: number): boolean {
  const { scale, scan, intraMatrix, interMatrix } = picture.facts;
  const isIntra = (picture.kind[at]! & macroblock.intra) !== 0;
  const matrix = isIntra ? intraMatrix : interMatrix;
  // §7.4.2: level * matrix * scale / 16, which for what is not intra is too small by half a step.
  const step = scale[picture.quantiserCode[at]!]! / 16;
  const { place, level } = picture;
  let isChanged = false;
  for (let slot = picture.blockFrom[6 * at]!; slot < picture.blockTo[6 * at + 5]!; slot++) {
    const value = level[slot]!;
    if (value === 0 || Math.abs(value) * matrix[scan[place[slot]!]!]! * step <= most) continue;
    level[slot] = 0;
    isChanged = true;
  }
  return isChanged;
}
