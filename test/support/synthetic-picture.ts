import { linearScale, nonLinearScale, zigZagScan } from '../../app/mpeg2/quantiser.ts';
import { macroblock } from '../bench/attack/codes.ts';
import type { CodedPicture, PictureFacts } from '../bench/attack/picture.ts';
import { motion } from '../bench/attack/vectors.ts';
import {
  follow,
  type MotionKind,
  type MovedMacroblock,
  type MovedPicture,
} from './engine-motion.ts';
import type { FilmParts } from './synthetic-parts.ts';

/** A whole number below a limit. */
export type Chance = (limit: number) => number;

/** Marsaglia's xorshift: fast, and the same for the same seed. */
export function chanceOf(seed: number): Chance {
  let state = (seed ^ 0x9e37_79b9) | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const { intra, pattern, forward, quantiser } = macroblock;
const INTER: readonly number[] = [
  forward | pattern,
  forward,
  pattern,
  forward | pattern | quantiser,
  pattern | quantiser,
];

/** Fills a picture with slices of a row each. */
export function fillPicture(picture: CodedPicture, parts: FilmParts, chance: Chance): void {
  const { height } = picture.facts;
  for (let row = 0; row < height; row++) {
    const firstMacroblock = picture.macroblocks;
    const quantiserCode = 1 + chance(31);
    fillSlice(picture, parts, row, quantiserCode, chance);
    picture.slices.push({
      from: 0,
      to: 0,
      extraFrom: 32,
      extraBits: 1,
      stuffing: chance(8) === 0 ? 2 : 0,
      firstMacroblock,
      endMacroblock: picture.macroblocks,
      quantiserCode,
      isChanged: true,
    });
  }
}

/** What holds for all macroblocks of one of its pictures. */
export function factsOf(parts: FilmParts, type: number, structure: number): PictureFacts {
  const [across, down] = parts.fCodes;
  const isUsed = [[], [15, 15, 15, 15], [across, down, 15, 15], [across, down, across, down]];
  return {
    type,
    temporalReference: 0,
    structure,
    fCodes: isUsed[type] ?? [],
    dcPrecision: parts.dcPrecision,
    framePredFrameDct: parts.isProgressive,
    concealmentVectors: false,
    intraVlcFormat: parts.intraVlcFormat,
    scan: zigZagScan,
    scale: parts.isNonLinear ? nonLinearScale : linearScale,
    intraMatrix: new Uint8Array(64),
    interMatrix: new Uint8Array(64),
    width: parts.width,
    height: structure === 3 ? parts.height : parts.height / 2,
  };
}

function fillSlice(
  picture: CodedPicture,
  parts: FilmParts,
  row: number,
  quantiserCode: number,
  chance: Chance,
): void {
  const { facts } = picture;
  const moved: MovedMacroblock[] = [];
  const levels = [0, 0, 0];
  const reset = () => levels.fill(1 << (7 + facts.dcPrecision));
  reset();
  let code = quantiserCode;
  let skipped = 0;
  for (let column = 0; column < facts.width; column++) {
    // The first and the last of a slice are never skipped.
    if (facts.type === 2 && column > 0 && column < facts.width - 1 && chance(5) === 0) {
      skipped++;
      reset();
      continue;
    }
    const at = picture.macroblocks++;
    picture.address[at] = row * facts.width + column;
    let kind =
      facts.type === 1 || chance(4) === 0 ? intra : (INTER[chance(INTER.length)] ?? pattern);
    if (facts.type === 3 && kind !== intra) kind = forward | pattern;
    if (kind === intra && chance(4) === 0) kind |= quantiser;
    if ((kind & quantiser) !== 0) code = 1 + chance(31);
    picture.quantiserCode[at] = code;
    picture.motionType[at] = facts.structure === 3 ? motion.frame : motion.field;
    const isIntra = (kind & intra) !== 0;
    if (isIntra) moved.push(still('intra', skipped));
    else if (facts.type === 2) {
      const found =
        (kind & forward) === 0
          ? still('none', skipped)
          : move(moved, parts, facts, row, skipped, chance);
      if (found.kind === 'none') kind = (kind & ~forward) | pattern;
      moved.push(found);
      setVectors(picture, at, found);
    }
    skipped = 0;
    picture.kind[at] = kind;
    picture.pattern[at] = isIntra ? 63 : (kind & pattern) !== 0 ? 1 + chance(63) : 0;
    if (!isIntra) reset();
    for (let block = 0; block < 6; block++) {
      picture.reserve();
      const slot = 6 * at + block;
      picture.blockFrom[slot] = picture.coefficients;
      if (((picture.pattern[at] ?? 0) & (32 >> block)) !== 0) {
        if (isIntra) setDc(picture, slot, levels, block < 4 ? 0 : block - 3, chance);
        addCoefficients(picture, isIntra, chance);
      }
      picture.blockTo[slot] = picture.coefficients;
    }
  }
}

const still = (kind: 'intra' | 'none', skipped: number): MovedMacroblock => ({
  skipped,
  kind,
  differences: [],
  dmvector: [0, 0],
});

/** Any vectors that stay in the picture; none, where chance finds none soon. */
function move(
  before: readonly MovedMacroblock[],
  parts: FilmParts,
  { structure, framePredFrameDct }: PictureFacts,
  row: number,
  skipped: number,
  chance: Chance,
): MovedMacroblock {
  const picture: MovedPicture = {
    width: parts.width,
    height: parts.height,
    structure: structure === 1 || structure === 2 ? structure : 3,
    topFieldFirst: structure === 3,
    fCodes: parts.fCodes,
    row,
  };
  const kinds: readonly MotionKind[] =
    structure === 3 ? ['frame', 'frame', 'field', 'dual'] : ['field', 'field', '16x8', 'dual'];
  for (let left = 8; left > 0; left--) {
    const kind: MotionKind = framePredFrameDct ? 'frame' : (kinds[chance(4)] ?? 'frame');
    // The largest motion_code is 16.
    const reach = left > 4 ? 16 : 3;
    const one = () => chance(2 * reach + 1) - reach;
    const found: MovedMacroblock = {
      skipped,
      kind,
      differences: [
        [one(), one()],
        [one(), one()],
      ],
      dmvector: [chance(3) - 1, chance(3) - 1],
    };
    const vectors = follow([...before, found], picture);
    const earlier = follow(before, picture).length;
    if (vectors.slice(earlier).every(({ isInside, isInRange }) => isInside && isInRange)) {
      return found;
    }
  }
  return still('none', skipped);
}

const motionTypes = { frame: 2, field: 1, '16x8': 2, dual: 3 } as const;

function setVectors(picture: CodedPicture, at: number, found: MovedMacroblock): void {
  if (found.kind === 'none' || found.kind === 'intra') return;
  picture.motionType[at] = motionTypes[found.kind];
  for (const [r, differences] of found.differences.entries()) {
    picture.fieldSelect[4 * at + 2 * r] = 1;
    for (const [t, difference] of differences.entries()) {
      picture.vectorDelta[8 * at + 4 * r + t] = difference;
    }
  }
  for (const [t, value] of found.dmvector.entries()) picture.dualPrime[2 * at + t] = value;
}

/** Any DC coefficient of the picture's precision, near the last one or far from it. */
function setDc(
  picture: CodedPicture,
  slot: number,
  levels: number[],
  component: number,
  chance: Chance,
): void {
  const most = (256 << picture.facts.dcPrecision) - 1;
  const before = levels[component] ?? 0;
  const wanted = chance(3) === 0 ? chance(most + 1) : before + chance(41) - 20;
  const level = Math.max(0, Math.min(most, wanted));
  levels[component] = level;
  const delta = level - before;
  picture.dcSize[slot] = 32 - Math.clz32(Math.abs(delta));
  picture.dcDelta[slot] = delta;
}

function addCoefficients(picture: CodedPicture, isIntra: boolean, chance: Chance): void {
  const count = isIntra ? chance(9) : 1 + chance(4);
  let place = isIntra ? 1 : 0;
  for (let i = 0; i < count && place < 64; i++) {
    // The first of a block that is not intra always finds a place: such a block is never empty.
    place += chance(chance(6) === 0 ? 30 : 3);
    if (place > 63) break;
    const size = chance(10) === 0 ? 1 + chance(2047) : 1 + chance(4);
    picture.place[picture.coefficients] = place++;
    picture.level[picture.coefficients++] = chance(2) === 0 ? size : -size;
  }
}
