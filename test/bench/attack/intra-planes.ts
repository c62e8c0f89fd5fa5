import { macroblock } from './codes.ts';
import type { CodedPicture } from './picture.ts';

/** `cosines[8 * x + u]`: what coefficient `u` adds at sample `x` (ISO/IEC 13818-2 Annex A), its factor included. */
const cosines = Float32Array.from(
  { length: 64 },
  (_, at) =>
    (at % 8 === 0 ? Math.SQRT1_2 : Math.cos(((2 * (at >> 3) + 1) * (at & 7) * Math.PI) / 16)) / 2,
);

/** One plane of an intra picture without its DC: what its blocks look like, not how bright they are. */
export interface IntraPlane {
  /** In samples. */
  readonly width: number;
  readonly height: number;
  /** Without DC. */
  readonly samples: Float32Array;
  /** Of each sample, `6 * macroblock + block`; -1 where no macroblock was sent. */
  readonly owners: Int32Array;
}

/** Where a block of an intra picture lies: its first sample, and the way to its next line. */
export interface BlockPlace {
  readonly left: number;
  readonly top: number;
  /** In lines: 2 where the macroblock is coded as fields. */
  readonly step: number;
}

/** @param block 0 to 3 luma, 4 and 5 chroma. */
export function placeOf(picture: CodedPicture, at: number, block: number): BlockPlace {
  const { width } = picture.facts;
  const address = picture.address[at]!;
  const column = address % width;
  const row = Math.floor(address / width);
  if (block >= 4) return { left: column * 8, top: row * 8, step: 1 };
  const left = column * 16 + (block & 1) * 8;
  return picture.dctType[at] === 1
    ? { left, top: row * 16 + (block >> 1), step: 2 }
    : { left, top: row * 16 + (block >> 1) * 8, step: 1 };
}

/** @param component 0 luma, 1 and 2 chroma. */
export function intraPlane(picture: CodedPicture, component: number): IntraPlane {
  const side = component === 0 ? 16 : 8;
  const width = picture.facts.width * side;
  const height = picture.facts.height * side;
  const plane = {
    width,
    height,
    samples: new Float32Array(width * height),
    owners: new Int32Array(width * height).fill(-1),
  };
  const blocks = component === 0 ? [0, 1, 2, 3] : [3 + component];
  for (let at = 0; at < picture.macroblocks; at++) {
    if ((picture.kind[at]! & macroblock.intra) === 0) continue;
    for (const block of blocks) drawBlock(picture, at, block, plane);
  }
  return plane;
}

const coefficients = new Float32Array(64);
const columns = new Float32Array(64);

function drawBlock(picture: CodedPicture, at: number, block: number, plane: IntraPlane): void {
  const { scan, scale, intraMatrix } = picture.facts;
  const slot = 6 * at + block;
  const step = scale[picture.quantiserCode[at]!]! / 16;
  coefficients.fill(0);
  let used = 0;
  for (let from = picture.blockFrom[slot]!; from < picture.blockTo[slot]!; from++) {
    const place = scan[picture.place[from]!]!;
    coefficients[place] = picture.level[from]! * intraMatrix[place]! * step;
    used |= 1 << (place & 7);
  }
  columns.fill(0);
  for (let u = 0; u < 8; u++) {
    if ((used & (1 << u)) === 0) continue;
    for (let v = 0; v < 8; v++) {
      const value = coefficients[8 * v + u]!;
      if (value === 0) continue;
      for (let y = 0; y < 8; y++) columns[8 * y + u]! += value * cosines[8 * y + v]!;
    }
  }
  const { left, top, step: lines } = placeOf(picture, at, block);
  for (let y = 0; y < 8; y++) {
    const line = (top + y * lines) * plane.width + left;
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      if (used !== 0) {
        for (let u = 0; u < 8; u++) sum += columns[8 * y + u]! * cosines[8 * x + u]!;
      }
      plane.samples[line + x] = sum;
      plane.owners[line + x] = slot;
    }
  }
}
