import { macroblockAddressIncrementCodes, motionCodes } from '../../app/mpeg2/macroblock-codes.ts';
import { BitText } from './engine-slice-writer.ts';

/**
 * Vectors of P pictures the slow way, word for word after ISO/IEC 13818-2 §7.6.3: what tests believe, and the parser has to agree with.
 */

export type MotionKind = 'frame' | 'field' | '16x8' | 'dual';
/** One macroblock: skipped ones before it, then vectors, or none, or intra. */
export interface MovedMacroblock {
  readonly skipped: number;
  readonly kind: MotionKind | 'none' | 'intra';
  /** Differences in half samples, across and down, of the first and of the second vector. */
  readonly differences: readonly (readonly [number, number])[];
  readonly dmvector: readonly [number, number];
}

export interface MovedPicture {
  /** In frame macroblocks. */
  readonly width: number;
  readonly height: number;
  readonly structure: 1 | 2 | 3;
  readonly topFieldFirst: boolean;
  readonly fCodes: readonly [number, number];
  /** Of the slice, from 0. */
  readonly row: number;
}

/** What one component of a vector came to. */
export interface Moved {
  readonly value: number;
  /** What was added to bring it into its range: 0, or the range's size either way. */
  readonly wrap: number;
  readonly isInRange: boolean;
  /** Whether all samples that are predicted with it lie in the reference. */
  readonly isInside: boolean;
}

export const vectorsOfKind = (kind: MovedMacroblock['kind'], structure: number): number =>
  kind === 'none' || kind === 'intra' ? 0 : kind === (structure === 3 ? 'field' : '16x8') ? 2 : 1;

/** All components, in the order of the stream. */
export function follow(macroblocks: readonly MovedMacroblock[], picture: MovedPicture): Moved[] {
  const { structure, row } = picture;
  const pmv = [
    [0, 0],
    [0, 0],
  ];
  const found: Moved[] = [];
  let column = -1;
  for (const { skipped, kind, differences, dmvector } of macroblocks) {
    column += skipped + 1;
    const count = vectorsOfKind(kind, structure);
    if (skipped > 0 || count === 0) for (const one of pmv) one.fill(0);
    const isFieldVector = kind !== 'frame';
    for (let r = 0; r < count; r++) {
      for (let t = 0; t < 2; t++) {
        const isHalved = isFieldVector && t === 1 && structure === 3;
        const range = 32 * 2 ** (picture.fCodes[t]! - 1);
        const prediction = isHalved ? Math.floor(pmv[r]![t]! / 2) : pmv[r]![t]!;
        const raw = prediction + differences[r]![t]!;
        const wrap = raw < -range / 2 ? range : raw > range / 2 - 1 ? -range : 0;
        const value = raw + wrap;
        pmv[r]![t] = isHalved ? value * 2 : value;
        const place = { picture, column, row, kind, r, t };
        const vectors = [value, ...(kind === 'dual' ? computed(value, dmvector[t]!, place) : [])];
        found.push({
          value,
          wrap,
          isInRange: value >= -range / 2 && value < range / 2,
          isInside: vectors.every((vector) => lies(vector, place)),
        });
      }
    }
    if (count === 1) pmv[1] = [...pmv[0]!];
  }
  return found;
}

interface Place {
  readonly picture: MovedPicture;
  readonly column: number;
  readonly row: number;
  readonly kind: MovedMacroblock['kind'];
  readonly r: number;
  readonly t: number;
}

/** §7.6.3.6, Tables 7-11 and 7-12. */
function computed(value: number, dmvector: number, { picture, t }: Place): number[] {
  const half = (times: number) => {
    const exact = (value * times) / 2;
    return Math.sign(exact) * Math.floor(Math.abs(exact) + 0.5);
  };
  const top = (times: number) => half(times) + dmvector - (t === 1 ? 1 : 0);
  const bottom = (times: number) => half(times) + dmvector + (t === 1 ? 1 : 0);
  if (picture.structure === 1) return [top(1)];
  if (picture.structure === 2) return [bottom(1)];
  return picture.topFieldFirst ? [top(1), bottom(3)] : [top(3), bottom(1)];
}

/** Whether the samples at the vector, and those between which it points, are in the reference. */
function lies(vector: number, { picture, column, row, kind, r, t }: Place): boolean {
  const isFrame = picture.structure === 3;
  const isField = !isFrame || kind !== 'frame';
  let first = column * 16;
  let size = 16;
  let end = picture.width * 16;
  if (t === 1) {
    end = isField ? picture.height * 8 : picture.height * 16;
    size = (isFrame && isField) || kind === '16x8' ? 8 : 16;
    first = (isFrame && isField ? row * 8 : row * 16) + (kind === '16x8' && r === 1 ? 8 : 0);
  }
  const from = Math.floor(first + vector / 2);
  const last = Math.ceil(first + vector / 2) + size - 1;
  return from >= 0 && last < end;
}

/** The slice as bits, and where the sign of each component is; -1: it has none. Frame pictures have `frame_pred_frame_dct` 0. */
export function writeMoved(
  macroblocks: readonly MovedMacroblock[],
  picture: MovedPicture,
): { readonly text: BitText; readonly signs: readonly number[] } {
  const text = new BitText()
    .number(0x00000101 + picture.row, 32)
    .number(4, 5)
    .bits('0');
  const isFrame = picture.structure === 3;
  const signs: number[] = [];
  for (const { skipped, kind, differences, dmvector } of macroblocks) {
    text.bits(macroblockAddressIncrementCodes[skipped]![0]);
    if (kind === 'intra') {
      text.bits('0001 1').bits(isFrame ? '0' : '');
      text.bits('100 10'.repeat(4)).bits('00 10'.repeat(2));
      continue;
    }
    if (kind === 'none') {
      // Coded, not moved: the last block alone, with one coefficient.
      text
        .bits('01')
        .bits(isFrame ? '0' : '')
        .bits('0101 1')
        .bits('10 10');
      continue;
    }
    text.bits('001').bits(motionTypeOf(kind));
    const hasSelect = kind !== 'frame' && kind !== 'dual';
    for (let r = 0; r < vectorsOfKind(kind, picture.structure); r++) {
      if (hasSelect) text.bits('1');
      for (let t = 0; t < 2; t++) {
        signs.push(writeDifference(text, differences[r]![t]!, picture.fCodes[t]!));
        if (kind === 'dual') text.bits(['11', '0', '10'][dmvector[t]! + 1]!);
      }
    }
  }
  return { text, signs };
}

function motionTypeOf(kind: MotionKind): string {
  if (kind === 'dual') return '11';
  return kind === 'field' ? '01' : '10';
}

function writeDifference(text: BitText, difference: number, fCode: number): number {
  const f = 2 ** (fCode - 1);
  const code = difference === 0 ? 0 : Math.floor((Math.abs(difference) - 1) / f) + 1;
  text.bits(motionCodes.find(([, value]) => value === code)![0]);
  if (code === 0) return -1;
  text.bits(difference < 0 ? '1' : '0');
  if (fCode > 1) text.number((Math.abs(difference) - 1) % f, fCode - 1);
  return text.text.length - fCode;
}
